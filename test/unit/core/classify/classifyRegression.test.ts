/** Requests so clear that no change of model or data may lose them. */
import { describe, expect, it } from 'vitest';
import { classify } from '../../../doubles/shippedClassifier.ts';
import type { RequestClass } from '../../../../src/core/model/request.ts';

const clear: readonly (readonly [RequestClass, string])[] = [
  ['format', 'Reformat this file with two-space indentation'],
  ['format', 'sort the imports alphabetically'],
  ['format', 'add a docstring to each method of this class'],
  ['format', 'fix the typos in the README'],
  ['format', 'Please translate these comments into English'],
  ['format', 'remove the unused imports that eslint reports'],
  ['format', 'update the changelog for 3.2'],
  ['format', 'put the results into a markdown table'],
  ['format', 'wrap this long line'],
  ['format', 'SyntaxError: Unexpected token }'],
  ['format', 'rephrase this paragraph so that it is more concise'],
  ['format', 'write JSDoc comments for the public functions'],
  ['format', 'fix the lint errors'],
  ['format', 'the indentation is wrong, correct it'],
  ['format', 'mention the new option in the docs'],
  ['complete', 'write a python function that parses a cron expression'],
  ['complete', 'what does the second parameter do?'],
  ['complete', 'how do I revert a merge commit?'],
  ['complete', 'add unit tests for the slugify function'],
  ['complete', 'commit and push this to a new branch'],
  ['complete', 'explain how this hook works'],
  ['complete', 'create a bash script that renames all files in a directory'],
  ['complete', 'generate a dockerfile for a node app'],
  ['complete', 'where is the session timeout configured?'],
  ['complete', 'show me an example of a left join'],
  ['complete', 'implement the missing method of this interface'],
  ['complete', 'run the tests and show me the output'],
  ['complete', 'add a command line flag for verbose output'],
  ['complete', 'Write a SQL query which lists the five oldest orders'],
  ['complete', 'Which file defines the routes?'],
  ['refactor', 'rename getData to fetchInvoices everywhere'],
  ['refactor', 'extract the validation into its own function'],
  ['refactor', 'fix the bug where the list is empty after login'],
  ['refactor', "TypeError: Cannot read properties of null (reading 'length')"],
  ['refactor', 'convert this class component to a function component'],
  ['refactor', 'replace moment with date-fns'],
  ['refactor', 'remove the sidebar from the settings page'],
  ['refactor', 'make the buttons the same width'],
  ['refactor', 'the total is wrong when there are two discounts'],
  ['refactor', 'move the helpers into a separate module'],
  ['refactor', 'simplify this nested if'],
  ['refactor', 'use async/await instead of callbacks'],
  ['refactor', 'change the default timeout to 20 seconds'],
  ['refactor', 'still not working, same error as before'],
  ['refactor', 'revert the last change you made'],
  ['refactor', 'the tests fail with AssertionError: 3 != 4, fix the code'],
  ['architect', 'design a plugin architecture for the importer'],
  ['architect', 'write an implementation plan before you touch any code'],
  ['architect', 'what are the trade-offs between a queue and cron for our jobs?'],
  ['architect', 'review the entire codebase and suggest improvements'],
  ['architect', 'how should we structure the monorepo?'],
  ['architect', 'break this feature down into tasks'],
  ['architect', 'create a roadmap for the migration to microservices'],
  ['architect', "let's take a step back and rethink how state flows through the app"],
  ['architect', 'propose a database schema and API design for a booking platform'],
  ['architect', 'write a technical specification for the sync engine'],
  ['architect', 'compare REST and GraphQL for our use case and recommend one'],
  ['architect', 'Create a detailed plan for splitting the monolith into services'],
];

const deep: readonly string[] = [
  'there is a race condition between the heartbeat and the reaper, find the root cause',
  'still the same deadlock after three attempts, think carefully',
  'implement a lock-free queue and prove that it is correct',
  'migrate the production payments database without data loss',
  'design the architecture of a distributed ledger',
];
const shallow: readonly string[] = [
  'rename this variable',
  'add a logout button',
  'fix the typo in the heading',
  'commit this',
  'what is the default port?',
];

describe('clear requests', () => {
  it.each(clear)('%s: %s', (label, text) => {
    expect(classify({ surface: 'chat', text }).class).toBe(label);
  });

  it('ranks every request that needs thought above every one that does not', () => {
    const score = (text: string): number => classify({ surface: 'chat', text }).deservesReasoning;
    expect(Math.min(...deep.map(score))).toBeGreaterThan(Math.max(...shallow.map(score)));
  });
});
