import { parse } from 'acorn';
import type { Plugin } from 'vite';

/** The oldest browsers that run our pages; `docs/operate/browsers.md` tells people. */
export const OLDEST = ['chrome87', 'safari14', 'firefox78'];

/** The newest ECMAScript that all of them know, and what came later though it parses, but for what `src/device/old.ts` brings along. */
const SYNTAX = 2020;
const NEWER_APIS =
  /\bstructuredClone\(|\bcrypto\.randomUUID\b|\.replaceAll\(|\.(?:findLast|toSorted|toReversed|toSpliced)\(|\bPromise\.(?:any|withResolvers|try)\b|\.at\(|\.showPicker\(|\.aria[A-Z][a-z]+\s*=[^=]|\(\?<[=!]/;

/** Why the oldest browsers would not run this script; undefined when they would. */
export function tooNew(script: string): string | undefined {
  try {
    parse(script, { ecmaVersion: SYNTAX, sourceType: 'module' });
  } catch (error) {
    return String(error);
  }
  return NEWER_APIS.exec(script)?.[0];
}

/** Refuses to build a script for the device's page that its oldest browsers could not run. */
export function forOldBrowsers(page: string): Plugin {
  return {
    name: 'for-old-browsers',
    apply: 'build',
    generateBundle(_, bundle) {
      const entry = Object.values(bundle).find(
        (file) => file.type === 'chunk' && file.isEntry && file.name === page,
      );
      const waiting = entry ? [entry.fileName] : [];
      if (!entry) this.error(`there is no page named ${page}`);
      for (const seen = new Set<string>(); waiting.length; ) {
        const chunk = bundle[waiting.pop() ?? ''];
        if (chunk?.type !== 'chunk' || seen.has(chunk.fileName)) continue;
        seen.add(chunk.fileName);
        const problem = tooNew(chunk.code);
        if (problem) this.error(`${chunk.fileName} is too new for ${OLDEST.join(', ')}: ${problem}`);
        waiting.push(...chunk.imports, ...chunk.dynamicImports);
      }
    },
  };
}
