import { globSync, readFileSync } from 'node:fs';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';
import type { Family, FamilyKey } from '../codes/families.ts';
import type { Key } from '.';
import en from './en.json';
import es from './es.json';

/** Attributes a person reads or hears. */
const READ = new Set([
  'label',
  'title',
  'placeholder',
  'description',
  'aria-label',
  'alt',
  'heading',
  'message',
  'nothing',
]);
/** The same in both languages, and right so. */
const SAME = new Set([
  'reports.variant',
  'roles.channel_marketplace',
  'app.name',
  'documents.total',
  'forecast.mase',
  'forecast.wape',
  'forecast_method.croston',
  'forecast_method.sba',
  'forecast_method.theta',
  'forecast_method.tsb',
  'form.no',
  'import_source.lonja',
  'import_source.shopify',
  'import_source.woocommerce',
  'insight_model.item_class',
  'insights.classes',
  'insights.error',
  'language.en',
  'language.es',
  'nav.section_marketing',
  'orders.total',
  'palette.keys',
  'products.sku',
  'reports.no',
  'role.marketing',
  'sheet_field.sku',
  'staff.roles',
  'stock.sku',
  'trail_stage.webhook',
  'types.no',
]);

const sources = globSync('src/**/*.{ts,tsx}', {
  exclude: ['src/api/**', 'src/**/*.test.*', 'src/routeTree.gen.ts'],
});
const code = sources.map((file) => readFileSync(file, 'utf8')).join('\n');

type IdleWord = Exclude<Extract<Key, `${Family}.${string}`>, FamilyKey>;

interface Node {
  type: string;
  [field: string]: unknown;
}

function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) {
    for (const item of value) yield* nodesOf(item);
  } else if (value !== null && typeof value === 'object') {
    if ('type' in value) yield value as Node;
    for (const item of Object.values(value)) yield* nodesOf(item);
  }
}

const blanks = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).toSorted();
const hasLetters = (text: unknown) => typeof text === 'string' && /\p{L}{2}/u.test(text);

function untranslatedIn(file: string): string[] {
  const found: string[] = [];
  for (const node of nodesOf(parseSync(file, readFileSync(file, 'utf8')).program)) {
    if (node.type === 'JSXText' && hasLetters(node['value']))
      found.push(`${file}: ${String(node['value']).trim()}`);
    if (node.type !== 'JSXAttribute') continue;
    const { name } = node['name'] as { name: string };
    const value = node['value'] as { type: string; value?: unknown } | null;
    if (READ.has(name) && value?.type === 'Literal' && hasLetters(value.value)) {
      found.push(`${file}: ${name}="${String(value.value)}"`);
    }
  }
  return found;
}

describe('the message catalogs', () => {
  it('say the same things in both languages', () => {
    expect(Object.keys(es).toSorted()).toEqual(Object.keys(en).toSorted());
  });

  it('leave no text empty, and keep the same blanks to fill', () => {
    for (const [key, text] of Object.entries(en)) {
      const other = es[key as keyof typeof es];
      expect(other.trim(), key).not.toBe('');
      if (!key.endsWith('_one')) expect(blanks(other), key).toEqual(blanks(text));
    }
  });

  it('hold no English left in the Spanish', () => {
    const alike = Object.entries(en).filter(
      ([key, text]) => hasLetters(text) && !SAME.has(key) && es[key as keyof typeof es] === text,
    );

    expect(alike.map(([key]) => key)).toEqual([]);
  });

  it('hold nothing that no screen says', () => {
    const families = [...code.matchAll(/(?:word\(|family=)\s*['"](\w+)['"]/g)].map(
      (found) => `${String(found[1])}.`,
    );
    // The end of such a key is one of a few, and tsc knows them: t(`bulk.ending_${ending}`).
    const beginnings = [...code.matchAll(/\bt\(`([\w.]+_)\$\{/g)].map((found) => String(found[1]));
    const said = new Set([...code.matchAll(/'([\w.]+)'/g)].map((found) => String(found[1])));
    const idle = Object.keys(en).filter(
      (key) =>
        !said.has(key) &&
        !said.has(key.replace(/_(one|other)$/, '')) &&
        ![...families, ...beginnings].some((family) => key.startsWith(family)),
    );

    expect(idle).toEqual([]);
  });

  it('hold no word for a code that its family does not have', () => {
    // Held by the type: tsc names the key.
    const idle: [IdleWord] extends [never] ? 'none' : IdleWord = 'none';

    expect(idle).toBe('none');
  });
});

it('no screen has a text outside the catalogs', () => {
  expect(sources.filter((file) => file.endsWith('.tsx')).flatMap(untranslatedIn)).toEqual([]);
  // Every screen is parsed: on a busy machine that takes longer than a test's five seconds.
}, 60_000);
