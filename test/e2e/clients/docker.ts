import type { Command } from './client.ts'

/** Commands that users of docker type. The daemon sends the requests, and the command line shows its response. */
export const DOCKER: readonly Command[] = [
  { line: 'docker search HOST/redis', fails: ['out'], prints: /^redis +Keeps data in memory/m },
  {
    untold: true,
    line: 'docker search --no-trunc HOST/redis-cache',
    fails: ['out'],
    prints: /in front of everything else/,
  },
  { untold: true, line: 'docker search --limit 2 HOST/redis', states: ['off'] },
  { line: 'docker search --limit 101 HOST/redis', states: ['off'], fails: ['off'] },
  { untold: true, line: 'docker search --filter stars=1 HOST/redis', states: ['off'] },
  { untold: true, line: 'docker search HOST/team/redis', states: ['off', 'in'], prints: /^team\/redis-cache /m },
  { line: "docker search 'HOST/shop pages'", states: ['off', 'in'], prints: /^team\/web\/frontend /m },
  {
    line: "docker search --format '{{.Name}}' 'HOST/arch:arm64'",
    states: ['off', 'in'],
    prints: /^team\/everywhere$/m,
  },
  { line: "docker search --format '{{.Name}}' HOST/redis:7.4", states: ['off'], prints: /^redis$/m },
  {
    untold: true,
    line: "docker search --format '{{.Name}}: {{.Description}}' HOST/",
    states: ['off', 'in'],
    prints: /^archive\/elder/m,
  },
  { line: "docker search --format '{{.Name}}' HOST/radis", states: ['off', 'in'], prints: /^redis$/m },
  { untold: true, line: 'docker search HOST/no-such-thing', states: ['off', 'in'] },
  { line: "docker search 'HOST/size:huge'", states: ['off'], fails: ['off'] },
  { untold: true, line: 'docker pull --quiet HOST/redis:7.4', prints: /redis:7\.4/, fails: ['out'] },
  // With sign-in off, any user name and password succeed.
  { untold: true, line: 'echo anything | docker login --username anybody --password-stdin HOST', states: ['off'] },
  { untold: true, line: 'docker logout HOST', states: ['off'] },
  { line: 'echo wrong | docker login --username registry --password-stdin HOST', states: ['out'], fails: ['out'] },
  {
    untold: true,
    line: 'echo "$PASSWORD" | docker login --username registry --password-stdin HOST',
    states: ['out'],
    prints: /Login Succeeded/,
  },
  { untold: true, line: 'docker logout HOST && docker search HOST/redis', states: ['in'], fails: ['in'] },
]
