import { PROBLEM_CODES, type ProblemCode } from './problems.gen.ts';

/** What can go wrong before an answer of the API is there. */
const CLIENT_PROBLEMS = [
  'no_picture',
  'timeout',
  'unknown',
  'unreachable',
  'upload_refused',
] as const;
export type ClientProblem = (typeof CLIENT_PROBLEMS)[number];

const KNOWN = new Set<string>([...PROBLEM_CODES, ...CLIENT_PROBLEMS]);

export function isProblemCode(code: string): code is ProblemCode | ClientProblem {
  return KNOWN.has(code);
}
