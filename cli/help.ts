import type { Command, Option } from './command.ts'

const INDENT = '  '

const table = (rows: readonly (readonly [string, string])[]): string[] => {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `${INDENT}${left.padEnd(width)}   ${right}`)
}

const optionRow = ([name, { value, help }]: [string, Option]): [string, string] => [
  `--${name}${value === undefined ? '' : ` ${value}`}`,
  help,
]

/** Returns the general help: all commands, and how a deployment is found. */
export const help = (commands: readonly Command[]): string =>
  [
    'registry-index <command> [options]',
    '',
    'Inspects and repairs the search index of a container registry in an S3 bucket.',
    '',
    ...table(commands.map(({ name, summary }) => [name, summary])),
    '',
    ...table([
      ['--help', 'print this help; after a command, the help of that command'],
      ['--version', 'print the version'],
    ]),
    '',
    'A deployment is found by the name of its CloudFormation stack, with the same credentials and region as in the AWS',
    'CLI (AWS_PROFILE, AWS_REGION). With --local it is the deployment of npm start.',
    '',
    'Exit status: 0 success, 1 failure or something found, 2 invalid command line, 130 Ctrl-C while waiting for a run.',
    'With --json every command prints one object: its name, exitStatus, findings, and fields of its own; also if it fails.',
  ].join('\n')

/** Returns the help of one command, with all of its options. */
export const commandHelp = ({ name, summary, details, argument, options }: Command): string =>
  [
    `registry-index ${name} ${argument === undefined ? '' : `${argument.name} `}[options]`,
    '',
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    ...(details === undefined ? [] : ['', details]),
    '',
    ...table([
      ...(argument === undefined ? [] : [[argument.name, argument.help] as const]),
      ...Object.entries(options).map(optionRow),
      ['--help', 'print this help'],
    ]),
  ].join('\n')
