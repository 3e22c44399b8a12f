// Settings: what search finds and what people see.

import { ENV } from '../lambda/names/environment.ts'
import { DEFAULT_LABEL_KEYS, labelKeysIn, NO_LABEL_KEYS } from '../lambda/names/labels.ts'
import { COPIES_CHANGES, YES_OR_NO, type YesOrNo } from '../lambda/names/modes.ts'
import type { Setting } from './setting.ts'
import {
  isPullHost,
  isTitle,
  MAX_SEARCH_MEMORY,
  MIN_SEARCH_MEMORY,
  matching,
  oneOf,
  TITLE_MAX_LENGTH,
  wholeNumber,
} from './setting-values.ts'

/** What search finds and what people see. */
export const SEARCH_SETTINGS = {
  title: {
    about: 'what people call the registry: in the titles of feeds and in the web page; the pull host if not given',
    isOptional: true,
    allowed: `a text of 1 to ${TITLE_MAX_LENGTH} characters on one line, without spaces at its ends`,
    variable: ENV.title,
    parse: (text) => (isTitle(text) ? text : undefined),
  } satisfies Setting<string>,
  pull_host: {
    about:
      'host that clients pull from, such as `registry.example.com`, if it is not the one by which the API is asked; told by the API, and shown in pull commands',
    isOptional: true,
    allowed:
      'the name or the IP address of a host, with a port if it is not the usual one, without https:// and without a path; it has a dot or a port, or is localhost, because clients take any other for the name of a repository',
    variable: ENV.pullHost,
    parse: (text) => (isPullHost(text) ? text : undefined),
  } satisfies Setting<string>,
  show_commands: {
    about:
      '`yes`: of a manifest the API also shows by which commands its layers were made, its entry point, arguments and environment, in which people leave secrets; `no`: it leaves these out',
    isOptional: true,
    defaultText: '`yes` with `auth=basic`, else `no`',
    allowed: `one of ${YES_OR_NO.join(', ')}`,
    variable: ENV.showCommands,
    parse: oneOf(YES_OR_NO),
  } satisfies Setting<YesOrNo>,
  copies: {
    about:
      'words that say of a namespace that copies or scratch lie in it, so that its repositories come last (`docs/search.md` has the list): words to add, and words to take away with `-` before them, such as `staging,-dev`',
    isOptional: true,
    allowed: 'words of a-z 0-9 separated by commas, each with or without - before it, 1,000 characters in all',
    variable: ENV.copies,
    parse: matching(COPIES_CHANGES),
  } satisfies Setting<string>,
  label_keys: {
    about: `keys of labels and annotations that \`label:\` finds tags by, separated by commas, the most important first; a star at the end stands for all keys that begin so, \`${NO_LABEL_KEYS}\` for no keys. A tag is found by six values, of which name and digest of its base are two; each costs two write units at its first push. Tags that are in the index already are found by other keys only after a rebuild`,
    allowed: `a list of keys of labels, separated by commas, each of A-Z a-z 0-9 . _ / - with or without a star at its end, 50 of them and 2,000 characters at most, or ${NO_LABEL_KEYS}`,
    default: DEFAULT_LABEL_KEYS,
    variable: ENV.labelKeys,
    parse: labelKeysIn,
  } satisfies Setting<readonly string[]>,
  search_memory: {
    about:
      'megabytes of the search function, which holds a document of each repository; raise it for more than some 300,000 repositories. The default has one whole core',
    allowed: `a whole number of megabytes, ${MIN_SEARCH_MEMORY} to ${MAX_SEARCH_MEMORY}`,
    default: '1769',
    parse: wholeNumber(MAX_SEARCH_MEMORY, MIN_SEARCH_MEMORY),
  } satisfies Setting<number>,
}
