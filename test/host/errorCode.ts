/** Whether a system call failed in this way, `ENOENT` for one. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
