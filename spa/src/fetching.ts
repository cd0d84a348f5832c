/** The one way to the API: what fails becomes a `Problem` that a screen can show and act on. */

const TIMEOUT_MS = 20_000;

export interface FieldProblem {
  field: string;
  message: string;
  /** What is wrong with it, for words in the reader's language. */
  code?: 'missing' | 'too_short' | 'too_long' | 'too_small' | 'too_large' | 'malformed';
  limit?: number;
}

interface ProblemBody {
  code?: string;
  title?: string;
  detail?: string;
  errors?: FieldProblem[];
  trace?: string;
  [fact: string]: unknown;
}

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: FieldProblem[];
  readonly trace: string | undefined;
  /** What the problem tells beside its code: how many are left, which field it is about. */
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(status: number, body: ProblemBody) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.name = 'Problem';
    this.status = status;
    this.code = body.code ?? 'unknown';
    this.fields = body.errors ?? [];
    this.trace = body.trace;
    this.facts = body;
  }
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    return new Problem(response.status, (await response.json()) as ProblemBody);
  } catch {
    return new Problem(response.status, {
      code: response.status >= 502 ? 'unreachable' : 'unknown',
    });
  }
}

async function answer(url: string, init: RequestInit): Promise<Response> {
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
  try {
    return await fetch(url, { ...init, signal, credentials: 'same-origin' });
  } catch (failure) {
    if (init.signal?.aborted) throw failure;
    throw new Problem(0, { code: limit.aborted ? 'timeout' : 'unreachable' });
  }
}

export interface Asking extends RequestInit {
  /** Called with how old the answer may be, where it was read from the replica. */
  onLag?: (seconds: number) => void;
}

export async function fetching<T>(url: string, { onLag, ...init }: Asking = {}): Promise<T> {
  const response = await answer(url, init);
  if (!response.ok) throw await problemOf(response);
  const lag = response.headers.get('x-read-lag');
  if (lag !== null) onLag?.(Number(lag));
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

export default fetching;
