/** Which part of the SPA may import which: only what stands lower, and no circles. */

import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';

/** From the ground up. A folder may import its own files and what stands before it. */
const LAYERS = [
  ['src/fetching.ts'],
  ['src/api/'],
  ['src/uploading.ts', 'src/session.ts', 'src/codes/'],
  ['src/i18n/'],
  ['src/ui/', 'src/theme.ts'],
  ['src/features/'],
  ['src/routes/'],
  ['src/routeTree.gen.ts'],
  ['src/app.tsx'],
  ['src/main.tsx'],
  ['src/mock/'],
] as const;

const files = globSync('src/**/*.{ts,tsx}', { exclude: ['src/**/*.test.*', 'src/**/testing/**'] });
const known = new Set([...files, ...globSync('src/**/*.{css,json}')]);

function found(path: string): string | undefined {
  return [path, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`, `${path}/index.tsx`].find((name) =>
    known.has(name),
  );
}

/** What a file imports of ours, types too: a circle of types is a circle for who reads it. */
function importsOf(file: string): string[] {
  const { staticImports, staticExports, dynamicImports } = parseSync(
    file,
    readFileSync(file, 'utf8'),
  ).module;
  const source = readFileSync(file, 'utf8');
  const named = [
    ...staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    ...dynamicImports.map(({ moduleRequest }) =>
      source.slice(moduleRequest.start + 1, moduleRequest.end - 1),
    ),
  ];
  return named
    .filter((name) => name.startsWith('.'))
    .flatMap((name) => found(normalize(join(dirname(file), name))) ?? []);
}

const imports = new Map(files.map((file) => [file, importsOf(file)]));

function layerOf(file: string): number {
  return LAYERS.findIndex((folders) => folders.some((folder) => file.startsWith(folder)));
}

const featureOf = (file: string) => /^src\/features\/([^/]+)\//.exec(file)?.[1];

/** The first circle that is met, as the files along it. */
function circle(): string[] {
  const done = new Set<string>();
  function walk(file: string, path: readonly string[]): string[] {
    const at = path.indexOf(file);
    if (at >= 0) return [...path.slice(at), file];
    if (done.has(file)) return [];
    for (const next of imports.get(file) ?? []) {
      const met = walk(next, [...path, file]);
      if (met.length > 0) return met;
    }
    done.add(file);
    return [];
  }
  return files.reduce<string[]>((met, file) => (met.length > 0 ? met : walk(file, [])), []);
}

describe('The files of the SPA', () => {
  it('each stand in a layer', () => {
    expect(files.filter((file) => layerOf(file) < 0)).toEqual([]);
  });

  it('import only what stands lower', () => {
    const upward = files.flatMap((file) =>
      (imports.get(file) ?? [])
        .filter((other) => layerOf(other) > layerOf(file))
        .map((other) => `${file} -> ${other}`),
    );

    expect(upward).toEqual([]);
  });

  it('of one feature do not use those of another, nor its style', () => {
    const borrowed = files.flatMap((file) =>
      (imports.get(file) ?? [])
        .filter(
          (other) => featureOf(file) && featureOf(other) && featureOf(file) !== featureOf(other),
        )
        .map((other) => `${file} -> ${other}`),
    );

    expect(borrowed).toEqual([]);
  });

  it('import one another in no circle', () => {
    expect(circle()).toEqual([]);
  });
});
