/** Milliseconds in a text such as `45s` or `2h`, as delivery windows are written. */
export function parseDuration(text: string): number {
  const amount = Number.parseFloat(text);
  if (text.endsWith('ms')) {
    return amount;
  } else if (text.endsWith('s')) {
    return amount * 1000;
  } else if (text.endsWith('m')) {
    return amount * 60 * 1000;
  } else {
    return amount * 60 * 60 * 1000;
  }
}
