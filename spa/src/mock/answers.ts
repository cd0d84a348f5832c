/** How a mocked operation can answer besides with its sample: not yet, or not at all. */

import { HttpResponse } from 'msw';
import type { ProblemCode } from '../codes/problems.gen.ts';

interface Page<Row> {
  items: Row[];
  next_cursor: null;
}

export function pageOf<Row>(...items: Row[]): Page<Row> {
  return { items, next_cursor: null };
}

/** The operation answers with a problem, as `lonja.web.problems` writes it. */
export function refused(
  code: ProblemCode,
  status = 422,
  facts: Readonly<Record<string, unknown>> = {},
): () => never {
  return () => {
    throw HttpResponse.json(
      {
        type: `urn:lonja:problem:${code}`,
        title: code,
        status,
        code,
        detail: '',
        trace: 'trace-1',
        ...facts,
      },
      { status, headers: { 'content-type': 'application/problem+json' } },
    );
  };
}

/** The operation does not answer while the page is looked at. */
export function never(): Promise<never> {
  return new Promise<never>(() => undefined);
}
