import type { Command } from './client.ts'

/** Commands that users of crane type. */
export const CRANE: readonly Command[] = [
  { line: 'crane catalog HOST', fails: ['out'], prints: /^team\/web\/frontend$/m },
  // Lists of tags come from the registry, which has no sign-in of its own in this test.
  { line: 'crane ls HOST/team/api', prints: /^v1\.10$/m },
  { untold: true, line: 'crane ls HOST/team/no-such-thing', states: ['off', 'in'], fails: ['off', 'in'] },
  { line: 'crane digest HOST/redis:7.4', prints: /^sha256:/ },
  // `crane auth login` stores the password without checking it.
  {
    line: 'echo wrong | crane auth login --username registry --password-stdin HOST && crane catalog HOST',
    states: ['out'],
    fails: ['out'],
  },
  {
    untold: true,
    line: 'echo "$PASSWORD" | crane auth login --username registry --password-stdin HOST',
    states: ['out'],
  },
]

/** Commands that users of regctl type. */
export const REGCTL: readonly Command[] = [
  { line: 'regctl repo ls HOST', fails: ['out'], prints: /^team\/web\/frontend$/m },
  { untold: true, line: 'regctl repo ls --limit 3 HOST', states: ['off', 'in'] },
  { line: 'regctl repo ls --limit 3 --last charts/shop HOST', states: ['off'] },
  { untold: true, line: 'regctl tag ls HOST/team/api', prints: /^v1\.10$/m },
  { untold: true, line: 'regctl tag ls --limit 2 HOST/team/api', states: ['off', 'in'] },
  { untold: true, line: 'regctl tag ls HOST/team/no-such-thing', states: ['off', 'in'], fails: ['off', 'in'] },
  { line: 'regctl image digest HOST/redis:7.4', prints: /^sha256:/ },
  { line: 'echo wrong | regctl registry login --user registry --pass-stdin HOST', states: ['out'], fails: ['out'] },
  { untold: true, line: 'echo "$PASSWORD" | regctl registry login --user registry --pass-stdin HOST', states: ['out'] },
]
