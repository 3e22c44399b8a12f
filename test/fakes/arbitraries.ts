import fc from 'fast-check'

const component = fc.stringMatching(/^[a-c0-1]{1,3}((\.|_|__|-{1,2})[a-c0-1]{1,3}){0,2}$/)

/** Names of repositories, of few characters, so that they share prefixes and words. */
export const repositoryName = fc.array(component, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))

export const tagName = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,12}$/)
