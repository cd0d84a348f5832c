import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Problem } from '../../fetching.ts';
import { useWords, type Words } from '../../i18n';
import { sentence } from '../states';
import { useToast } from '../toast.ts';
import { isEmpty, isSame, valueOf, type Errors, type Field, type FormOf } from './field.ts';
import { merged } from './merging.ts';

interface Read<V> {
  values: V;
  /** What `If-Match` names; 0 where nothing stands there yet. */
  version: number;
}

export interface FormAsked<V extends object, Answer> {
  fields: readonly Field<V>[];
  /** What stands in the database. A newer version is taken over where nothing was typed, and compared where something was. */
  read: V;
  version?: number;
  /** `changes` is what differs from what was read: what a PATCH sends. */
  save: (values: V, at: { version: number; changes: Partial<V> }) => Promise<Answer>;
  /** Reads what stands there now, after somebody else was quicker. */
  reload?: () => Promise<Read<V>>;
  /** What is wrong with values that each are right, by field. */
  check?: (values: V) => Errors;
  /** After it was saved: refresh what shows it, go on. The form does not ask whether to leave. */
  saved?: (answer: Answer) => unknown;
  /** Nothing was saved yet: it only asks. */
  isQuiet?: boolean;
}

function isConflict(failure: unknown): boolean {
  return (
    failure instanceof Problem && (failure.code === 'conflict' || failure.code.endsWith('_changed'))
  );
}

function missing<V extends object>(fields: readonly Field<V>[], values: V, { t }: Words): Errors {
  const empty = fields.filter(
    (field) =>
      field.required &&
      (field.when?.(values) ?? true) &&
      isEmpty(valueOf<unknown>(values, field.name)),
  );
  return Object.fromEntries(empty.map(({ name }) => [name, t('form.required')]));
}

/** What the API refuses, by the field that it is about; what is about none is left for the top of the form. */
function refusedFields<V>(fields: readonly Field<V>[], failure: unknown, words: Words): Errors {
  if (!(failure instanceof Problem)) return {};
  const named = failure.facts['field'];
  const said = [
    ...failure.fields.map(
      (one) =>
        [
          one.field,
          words.word('field_problem', one.code ?? null, { limit: one.limit ?? '' }),
        ] as const,
    ),
    ...(typeof named === 'string' ? [[named, sentence(failure, words)] as const] : []),
  ];
  const errors = said.flatMap(([path, text]) => {
    const field = fields.find(({ name, path: own = name }) => isWithin(path, own));
    return field ? [[field.name, text] as const] : [];
  });
  return Object.fromEntries(errors);
}

/** Whether a path is this one or below it; `*` in it stands for any one part: `texts.*.slug`. */
function isWithin(path: string, own: string): boolean {
  const parts = path.split('.');
  return own.split('.').every((part, at) => part === '*' || part === parts[at]);
}

/** One form: what is typed, what was read, what is wrong, and what somebody else did meanwhile. */
export function useForm<V extends object, Answer>(asked: FormAsked<V, Answer>): FormOf<V> {
  const { fields, read, version = 0, save, reload, check, saved, isQuiet } = asked;
  const words = useWords();
  const toast = useToast();
  const [base, setBase] = useState<Read<V>>({ values: read, version });
  const [values, setValues] = useState(read);
  const [unread, setUnread] = useState<Errors>({});
  const [errors, setErrors] = useState<Errors>({});
  const [failure, setFailure] = useState<unknown>(null);
  const [isSaving, setSaving] = useState(false);
  // Through the cache of mutations, which hears of a session that ended.
  const { mutateAsync } = useMutation({
    mutationFn: (at: { version: number; changes: Partial<V> }) => save(values, at),
  });
  const [met, setMet] = useState<FormOf<V>['met']>(null);
  const [round, setRound] = useState(0);
  const [tries, setTries] = useState(0);
  function mark(wrong: Errors): void {
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) setTries((old) => old + 1);
  }
  const names = fields.map((field): keyof V & string => field.name);
  const changed = names.filter((name) => !isSame(values[name], base.values[name]));
  const isChanged = changed.length > 0 || Object.keys(unread).length > 0;

  function meet(now: Read<V>): FormOf<V>['met'] {
    const theirs = names.filter((name) => !isSame(now.values[name], base.values[name]));
    const over = (winner: 'mine' | 'theirs') =>
      theirs.map(
        (name) =>
          [name, merged(base.values[name], values[name], now.values[name], winner)] as const,
      );
    const taken = (parts: ReturnType<typeof over>): V => ({
      ...values,
      ...Object.fromEntries(parts.map(([name, { value }]) => [name, value])),
    });
    const [mine, other] = [over('mine'), over('theirs')];
    const clashing = mine.filter(([, { isClash }]) => isClash).map(([name]) => name);
    const found = {
      taken: theirs.filter((name) => !clashing.includes(name)),
      clashes: clashing.map((name) => ({ name, mine: taken(mine), theirs: taken(other) })),
    };
    setBase(now);
    setValues(taken(mine));
    setMet(theirs.length > 0 && isChanged ? found : null);
    return theirs.length > 0 ? found : null;
  }
  // Read again in the background, and somebody has saved: seen at once, not only when this one is saved.
  if (version > base.version && !isSaving) meet({ values: read, version });

  async function send(at: Read<V>): Promise<void> {
    const changes = picked<Partial<V>>({}, values, changed);
    try {
      const answer = await mutateAsync({ version: at.version, changes });
      setBase({ ...at, values });
      setMet(null);
      if (!isQuiet) toast.done('form.saved');
      await saved?.(answer);
    } catch (refusal) {
      if (!reload || !isConflict(refusal)) throw refusal;
      const now = await reload();
      if (now.version === at.version) throw refusal;
      // What they changed is not asked for here: ours can be saved over it.
      if (meet(now) === null) await send(now);
    }
  }
  async function submit(): Promise<void> {
    if (isSaving) return;
    const wrong = { ...missing(fields, values, words), ...check?.(values), ...unread };
    mark(wrong);
    setFailure(null);
    if (Object.keys(wrong).length > 0) return;
    setSaving(true);
    try {
      await send(base);
    } catch (refusal) {
      mark(refusedFields(fields, refusal, words));
      setFailure(refusal);
    } finally {
      setSaving(false);
    }
  }
  return {
    fields,
    values,
    errors,
    failure,
    isChanged,
    isSaving,
    met,
    round,
    tries,
    submit,
    set: (changes) => {
      setValues((old) => ({ ...old, ...changes }));
      setErrors((old) => without(old, Object.keys(changes)));
    },
    fail: (name, why) => {
      setUnread((old) => (why === null ? without(old, [name]) : { ...old, [name]: why }));
    },
    takeTheirs: (chosen) => {
      const theirs = met?.clashes.filter(({ name }) => chosen.includes(name)) ?? [];
      setValues((old) =>
        theirs.reduce((all, clash) => picked(all, clash.theirs, [clash.name]), old),
      );
      setMet((old) =>
        old ? { ...old, clashes: old.clashes.filter(({ name }) => !chosen.includes(name)) } : old,
      );
    },
    discard: () => {
      setValues(base.values);
      setRound((old) => old + 1);
      setUnread({});
      setErrors({});
      setFailure(null);
      setMet(null);
    },
  };
}

function picked<V extends object>(into: V, from: V, names: readonly (keyof V)[]): V {
  return names.reduce((values, name) => ({ ...values, [name]: from[name] }), into);
}

function without(errors: Errors, names: readonly string[]): Errors {
  return Object.fromEntries(Object.entries(errors).filter(([name]) => !names.includes(name)));
}
