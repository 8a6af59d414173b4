/** Packages the extension once for all test files of the project `vsix`; each takes it by `inject('extensionPackage')`. */
import type { TestProject } from 'vitest/node';
import { packageExtension, type ExtensionPackage } from './package.ts';

declare module 'vitest' {
  interface ProvidedContext {
    extensionPackage: ExtensionPackage;
  }
}

export default async function packageOnce(project: TestProject): Promise<void> {
  project.provide('extensionPackage', await packageExtension());
}
