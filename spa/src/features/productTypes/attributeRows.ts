/** The attributes of a product type as its form holds them, and as the API takes them. */

import type { AttributeKind, TypeAttribute, TypeAttributeAsked } from '../../api/model';

type Names = Readonly<Record<string, string>>;

export interface ChoiceRow {
  id: string;
  /** Empty until it is saved: its name makes it. */
  code: string;
  names: Names;
  colour: string;
}

/** A row that keeps its identity while its name is typed. */
export interface AttributeRow {
  id: string;
  /** Empty until it is saved: its name makes it. */
  key: string;
  kind: AttributeKind;
  names: Names;
  unit: string;
  choices: readonly ChoiceRow[];
  filterable: boolean;
  shown: boolean;
  required: boolean;
  on_variants: boolean;
}

export const KINDS: readonly AttributeKind[] = [
  'text',
  'number',
  'choice',
  'choices',
  'yes_no',
  'date',
  'colour',
];

export function hasChoices(kind: AttributeKind): boolean {
  return kind === 'choice' || kind === 'choices' || kind === 'colour';
}

export function newChoice(): ChoiceRow {
  return { id: crypto.randomUUID(), code: '', names: {}, colour: '#888888' };
}

export function newAttribute(): AttributeRow {
  return {
    id: crypto.randomUUID(),
    key: '',
    kind: 'text',
    names: {},
    unit: '',
    choices: [],
    filterable: true,
    shown: true,
    required: false,
    on_variants: false,
  };
}

export function rowsOf(attributes: readonly TypeAttribute[]): AttributeRow[] {
  return attributes.map((one) => ({
    ...one,
    id: one.key,
    choices: one.choices.map((choice) => ({ ...choice, id: choice.code })),
  }));
}

/** The first name that there is, as a key: "Peso neto" as `peso_neto`. */
function coded(names: Names): string {
  const name = Object.values(names).find((one) => one.trim()) ?? '';
  return name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '')
    .slice(0, 40);
}

/** The wanted code, or the first with a number that is not taken. */
function free(wanted: string, taken: ReadonlySet<string>): string {
  let code = wanted;
  for (let number = 2; taken.has(code); number += 1) code = `${wanted}_${number}`;
  return code;
}

function named(names: Names): Record<string, string> {
  return Object.fromEntries(Object.entries(names).filter(([, name]) => name.trim()));
}

export function isWhole({ names, kind, choices }: AttributeRow): boolean {
  const hasName = Object.values(names).some((name) => name.trim());
  const isChosen = choices.length > 0 && choices.every((one) => coded(one.names) || one.code);
  return hasName && (!hasChoices(kind) || isChosen);
}

function choicesAsked({ kind, choices }: AttributeRow) {
  if (!hasChoices(kind)) return [];
  const taken = new Set(choices.map(({ code }) => code));
  return choices.map(({ code, names, colour }) => {
    const own = code || free(coded(names) || 'value', taken);
    taken.add(own);
    return { code: own, names: named(names), colour: kind === 'colour' ? colour : '' };
  });
}

export function attributesAsked(rows: readonly AttributeRow[]): TypeAttributeAsked[] {
  const taken = new Set(rows.map(({ key }) => key));
  return rows.map((row) => {
    const key = row.key || free(coded(row.names) || 'attribute', taken);
    taken.add(key);
    const { kind, names, unit, filterable, shown, required, on_variants } = row;
    return {
      key,
      kind,
      names: named(names),
      unit: kind === 'number' ? unit.trim() : '',
      choices: choicesAsked(row),
      filterable,
      shown,
      required,
      on_variants,
    };
  });
}
