import { isProblemCode } from '../../codes/problems.ts';
import type { Words } from '../../i18n';

/** Why the company's sign-in led back here: a problem's code, from the address. */
export function whyRefused(code: string | undefined, { t }: Words): string | undefined {
  if (!code) return undefined;
  return t(isProblemCode(code) ? `problem.${code}` : 'problem.provider_refused');
}
