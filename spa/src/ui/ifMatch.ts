/** The last argument of a generated call that changes something: the version of it that was read. */
export function ifMatch(version: number): { headers: Record<string, string> } {
  return { headers: { 'If-Match': `"${version}"` } };
}
