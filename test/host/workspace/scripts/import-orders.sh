#!/usr/bin/env bash
# Loads yesterday's orders into the shop's database.
for file in $(ls orders/*.csv)
do
  cat $file | grep -v "^#" | while read line
  do
    id=`echo $line | cut -d, -f1`
    psql -c "insert into orders values ('$id')"
  done
done
