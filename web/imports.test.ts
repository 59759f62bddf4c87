import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'handfast-imports-'));
  mkdirSync(join(folder, 'src'));
  copyFileSync(here('./biome.json'), join(folder, 'biome.json'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** The files of which our own rules complain that their imports lead back to them. */
function filesInCycles(files: Record<string, string>): string[] {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'src', name), text);
  const { stdout } = spawnSync(
    process.execPath,
    [
      here('./node_modules/@biomejs/biome/bin/biome'),
      'lint',
      '--only=suspicious/noImportCycles',
      '--reporter=json',
    ],
    { cwd: folder, encoding: 'utf8' },
  );
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { category: string; severity: string; location: { path: string } }[];
  };
  return diagnostics
    .filter(({ category, severity }) => category === 'lint/suspicious/noImportCycles' && severity === 'error')
    .map(({ location }) => location.path)
    .sort();
}

describe('imports that lead back to where they began', () => {
  it('are an error, in each file on the way', () => {
    const files = {
      'one.ts': "import { two } from './two';\nexport const one = () => two;\n",
      'two.ts': "import { three } from './three';\nexport const two = () => three;\n",
      'three.ts': "import { one } from './one';\nexport const three = () => one;\n",
    };
    expect(filesInCycles(files)).toEqual(['src/one.ts', 'src/three.ts', 'src/two.ts']);
  });

  it.each([
    ['types', "import type { One } from './one';\nexport type Two = One[];\n"],
    ['a file that is fetched later', "export const two = () => import('./one');\n"],
  ])('are one for %s too', (_, two) => {
    const one = "import * as two from './two';\nexport type One = string;\nexport const one = () => two;\n";
    expect(filesInCycles({ 'one.ts': one, 'two.ts': two })).toEqual(['src/one.ts', 'src/two.ts']);
  });

  it('are not what two files that share a third one have', () => {
    const files = {
      'one.ts':
        "import { two } from './two';\nimport { three } from './three';\nexport const one = two + three;\n",
      'two.ts': "import { three } from './three';\nexport const two = three;\n",
      'three.ts': 'export const three = 3;\n',
    };
    expect(filesInCycles(files)).toEqual([]);
  });
});
