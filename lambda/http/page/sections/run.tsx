// How an image runs, and the commands that made it. They are anybody's text, and may be withheld.

import type { FC } from 'hono/jsx'
import type { ManifestAnswer } from '../../answers/manifest-answer.ts'
import { Foreign } from '../parts/text.tsx'
import { Fact } from './facts.tsx'

type Running = Pick<
  ManifestAnswer,
  'entrypoint' | 'cmd' | 'environment' | 'user' | 'workingDir' | 'ports' | 'commands' | 'withheld' | 'problem'
>

/** Whether there is something to say of how an image runs. */
export const tellsRun = (of: Running): boolean => {
  const { entrypoint, cmd, environment, user, workingDir, ports, commands, withheld, problem } = of
  return [entrypoint, cmd, environment, user, workingDir, ports, commands, withheld, problem].some(
    (one) => one !== undefined,
  )
}

export const Run: FC<{ of: Running }> = ({ of }) => (
  <>
    {of.problem !== undefined && (
      <p class="note">
        <Foreign text={of.problem} />
      </p>
    )}
    <dl class="facts">
      <Line name="Entry point" words={of.entrypoint} />
      <Line name="Command" words={of.cmd} />
      <Texts name="User" all={of.user === undefined ? undefined : [of.user]} />
      <Texts name="Working directory" all={of.workingDir === undefined ? undefined : [of.workingDir]} />
      <Texts name="Ports" all={of.ports} />
      <Texts name="Environment" all={of.environment} />
      <Texts name="Made by these commands; which made which layer is not known" all={of.commands} />
    </dl>
    {of.withheld && (
      <p class="note">This registry withholds commands, arguments and environment, which may hold secrets.</p>
    )}
  </>
)

// One line, in which it is seen where each argument ends.
const Line: FC<{ name: string; words: readonly string[] | undefined }> = ({ name, words }) =>
  words === undefined ? null : <Texts name={name} all={[words.map(quoted).join(' ')]} />

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word))

const Texts: FC<{ name: string; all: readonly string[] | undefined }> = ({ name, all }) =>
  all === undefined ? null : (
    <Fact name={name}>
      <ul class="plain-list">
        {all.map((text) => (
          <li>
            <code>
              <Foreign text={text} />
            </code>
          </li>
        ))}
      </ul>
    </Fact>
  )
