/** Fails when the client, its mocks or the route tree in the repository are not what the generators write today. */

import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const COPY = '.check';
const WRITTEN = ['src/api', 'src/mock/generated'] as const;
const FRESH = [`src/api${COPY}`, `src/mock${COPY}/generated`] as const;
const TREE = 'src/routeTree.gen.ts';

function filesUnder(root: string): Map<string, string> {
  const names = globSync('**/*.ts', { cwd: root });
  const text = (name: string) =>
    readFileSync(join(root, name), 'utf8').replaceAll(`api${COPY}/`, 'api/');
  return new Map(names.map((name) => [name, text(name)]));
}

function differences(one: string, other: string): string[] {
  const written = filesUnder(one);
  const fresh = filesUnder(other);
  const names = new Set([...written.keys(), ...fresh.keys()]);
  return [...names]
    .filter((name) => written.get(name) !== fresh.get(name))
    .map((name) => `${one}/${name}`);
}

const tree = readFileSync(TREE, 'utf8');
try {
  execFileSync('npx', ['orval', '--config', 'orval.config.ts'], {
    env: { ...process.env, LONJA_ORVAL_COPY: COPY },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  execFileSync('npx', ['tsr', 'generate'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const stale = WRITTEN.flatMap((written, place) => differences(written, FRESH[place] ?? ''));
  if (readFileSync(TREE, 'utf8') !== tree) stale.push(TREE);
  if (stale.length > 0) {
    process.stderr.write(
      `Not what the generators write: run npm run generate.\n${stale.join('\n')}\n`,
    );
    process.exitCode = 1;
  }
} finally {
  for (const folder of [`src/api${COPY}`, `src/mock${COPY}`])
    rmSync(folder, { recursive: true, force: true });
}
