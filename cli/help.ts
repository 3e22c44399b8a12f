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

/** The help of the whole. */
export const help = (commands: readonly Command[]): string =>
  [
    'registry-index <command> [options]',
    '',
    'Looks after the search index of a container registry in an S3 bucket.',
    '',
    ...table(commands.map(({ name, summary }) => [name, summary])),
    '',
    ...table([
      ['--help', 'this text; after a command, that of the command'],
      ['--version', 'the version'],
    ]),
    '',
    'A deployment is found by the name of its CloudFormation stack, with the credentials and the region that the AWS CLI',
    'would use (AWS_PROFILE, AWS_REGION); with --local it is the one of npm start.',
    '',
    'Exit status: 0 done, 1 failed or differences found, 2 wrong command line.',
  ].join('\n')

/** The help of one command. */
export const commandHelp = ({ name, summary, details, options }: Command): string =>
  [
    `registry-index ${name} [options]`,
    '',
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    ...(details === undefined ? [] : ['', details]),
    '',
    ...table([...Object.entries(options).map(optionRow), ['--help', 'this text']]),
  ].join('\n')
