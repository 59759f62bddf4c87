import { parse } from 'acorn';
import type { Plugin } from 'vite';

/** The oldest browsers that run the pages for devices and for screens; `docs/operate/browsers.md` names them. */
export const OLDEST = ['chrome87', 'safari14', 'firefox78'];

export type Page = 'device' | 'screen' | 'index';

/** The newest ECMAScript that all of them know. */
const SYNTAX = 2020;

/** What parses and came after Safari 15.5, Chrome 111 or Firefox 121, the oldest that run the dashboard. */
const AFTER_2023 =
  /\.(?:toSorted|toReversed|toSpliced|checkVisibility|showPicker|showPopover)\(|\b(?:AbortSignal\.(?:any|timeout)|URL\.canParse|Promise\.(?:withResolvers|try)|(?:Object|Map)\.groupBy|Array\.fromAsync|Intl\.(?:Segmenter|DurationFormat))\b|\(\?<[=!]/;

/** What parses and came after the oldest browsers of the device's page, except for what `src/device/old.ts` adds. */
const AFTER_2020 =
  /\bstructuredClone\(|\bcrypto\.randomUUID\b|\.replaceAll\(|\.findLast\(|\bPromise\.any\b|\.at\(|\.aria[A-Z][a-z]+\s*=[^=]/;

/** Styles that the oldest browsers of the dashboard ignore. Where they are only an improvement they stand inside `@supports`. */
const STYLES_AFTER_2023 =
  /@(?:container|property|starting-style|scope)\b|\((?:width|height)\s*[<>]|\b(?:color-mix|light-dark|oklch|oklab|anchor)\(/;

const STYLES_AFTER_2020 = /:has\(|@layer\b|[\d.](?:dvh|svh|lvh)\b/;

const NEWER: Record<Page, RegExp[]> = {
  device: [AFTER_2020, AFTER_2023],
  screen: [AFTER_2020, AFTER_2023],
  index: [AFTER_2023],
};
const NEWER_STYLES: Record<Page, RegExp[]> = {
  device: [STYLES_AFTER_2020, STYLES_AFTER_2023],
  screen: [STYLES_AFTER_2020, STYLES_AFTER_2023],
  index: [STYLES_AFTER_2023],
};

/** Why the page's oldest browsers would not run this script; undefined when they would. */
export function tooNew(script: string, page: Page): string | undefined {
  try {
    parse(script, { ecmaVersion: SYNTAX, sourceType: 'module' });
  } catch (error) {
    return String(error);
  }
  return firstOf(NEWER[page], script);
}

/** What in this stylesheet the page's oldest browsers would leave out, unless it is asked for; undefined when there is nothing. */
export function stylesTooNew(styles: string, page: Page): string | undefined {
  return firstOf(NEWER_STYLES[page], styles.replace(/@supports[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, ''));
}

function firstOf(patterns: RegExp[], text: string): string | undefined {
  return patterns.map((pattern) => pattern.exec(text)?.[0]).find((found) => found !== undefined);
}

/** Refuses to build scripts and styles that the oldest browsers of a page could not use. */
export function forOldBrowsers(...pages: Page[]): Plugin {
  return {
    name: 'for-old-browsers',
    apply: 'build',
    generateBundle(_, bundle) {
      for (const page of pages) {
        const entry = Object.values(bundle).find(
          (file) => file.type === 'chunk' && file.isEntry && file.name === page,
        );
        if (!entry) this.error(`there is no page named ${page}`);
        const waiting = [entry.fileName];
        for (const seen = new Set<string>(); waiting.length; ) {
          const file = bundle[waiting.pop() ?? ''];
          if (!file || seen.has(file.fileName)) continue;
          seen.add(file.fileName);
          const problem =
            file.type === 'chunk' ? tooNew(file.code, page) : stylesTooNew(String(file.source), page);
          if (problem)
            this.error(`${file.fileName} is too new for the oldest browsers of ${page}: ${problem}`);
          if (file.type === 'chunk')
            waiting.push(...file.imports, ...file.dynamicImports, ...(file.viteMetadata?.importedCss ?? []));
        }
      }
    },
  };
}
