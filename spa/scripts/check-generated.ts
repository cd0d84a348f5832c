/** Fails when the client or the route tree in the repository is not what the generators write today. */

import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const COPY = 'src/.api-check';
const TREE = 'src/routeTree.gen.ts';

function filesUnder(root: string): Map<string, string> {
  const names = globSync('**/*.ts', { cwd: root });
  return new Map(names.map((name) => [name, readFileSync(join(root, name), 'utf8')]));
}

function differences(): string[] {
  const written = filesUnder('src/api');
  const fresh = filesUnder(COPY);
  const names = new Set([...written.keys(), ...fresh.keys()]);
  return [...names].filter((name) => written.get(name) !== fresh.get(name)).map((name) => `src/api/${name}`);
}

const tree = readFileSync(TREE, 'utf8');
try {
  execFileSync('npx', ['orval', '--config', 'orval.config.ts'], {
    env: { ...process.env, LONJA_ORVAL_TARGET: `./${COPY}` },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  execFileSync('npx', ['tsr', 'generate'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const stale = differences();
  if (readFileSync(TREE, 'utf8') !== tree) stale.push(TREE);
  if (stale.length > 0) {
    process.stderr.write(`Not what the generators write: run npm run generate.\n${stale.join('\n')}\n`);
    process.exitCode = 1;
  }
} finally {
  rmSync(COPY, { recursive: true, force: true });
}
