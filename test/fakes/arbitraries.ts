import fc from 'fast-check'

const component = fc.stringMatching(/^[a-c0-1]{1,3}((\.|_|__|-{1,2})[a-c0-1]{1,3}){0,2}$/)

/** Names of repositories, of few characters, so that they share prefixes and words. */
export const repositoryName = fc.array(component, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))

export const tagName = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,12}$/)

/** Where a repository of registry v1 lies: its namespace, and the rest, encoded twice where it has slashes. */
export const v1Path = fc
  .tuple(
    fc.stringMatching(/^[a-c0_.-]{1,4}$/),
    fc.array(fc.stringMatching(/^[a-cA0_.-]{1,4}$/), { minLength: 1, maxLength: 3 }),
  )
  .map(([namespace, rest]) => `${namespace}/${rest.join('%252F')}`)

/** Tags of registry v1, now and then such as can be taken for what the registry notes of another. */
export const v1TagName = fc.oneof(
  { arbitrary: tagName, weight: 3 },
  { arbitrary: fc.stringMatching(/^_?[ab_]{1,3}(_json)?$/), weight: 1 },
)
