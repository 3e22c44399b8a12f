import type { Command } from './client.ts'

/** What users of crane type. */
export const CRANE: readonly Command[] = [
  { line: 'crane catalog HOST', fails: ['out'], says: /^team\/web\/frontend$/m },
  { line: 'crane ls HOST/team/api', fails: ['out'], says: /^v1\.10$/m },
  { line: 'crane ls HOST/team/no-such-thing', states: ['off', 'in'], fails: ['off', 'in'] },
  // The registry behind has no sign-in of its own here.
  { line: 'crane digest HOST/redis:7.4', says: /^sha256:/ },
  // It keeps what it is given without asking anybody.
  {
    line: 'echo wrong | crane auth login --username registry --password-stdin HOST && crane catalog HOST',
    states: ['out'],
    fails: ['out'],
  },
  { line: 'echo "$PASSWORD" | crane auth login --username registry --password-stdin HOST', states: ['out'] },
]

/** What users of regctl type. */
export const REGCTL: readonly Command[] = [
  { line: 'regctl repo ls HOST', fails: ['out'], says: /^team\/web\/frontend$/m },
  { line: 'regctl repo ls --limit 3 HOST', states: ['off', 'in'] },
  { line: 'regctl repo ls --limit 3 --last charts/shop HOST', states: ['off'] },
  { line: 'regctl tag ls HOST/team/api', fails: ['out'], says: /^v1\.10$/m },
  { line: 'regctl tag ls --limit 2 HOST/team/api', states: ['off', 'in'] },
  { line: 'regctl tag ls HOST/team/no-such-thing', states: ['off', 'in'], fails: ['off', 'in'] },
  { line: 'regctl image digest HOST/redis:7.4', says: /^sha256:/ },
  { line: 'echo wrong | regctl registry login --user registry --pass-stdin HOST', states: ['out'], fails: ['out'] },
  { line: 'echo "$PASSWORD" | regctl registry login --user registry --pass-stdin HOST', states: ['out'] },
]
