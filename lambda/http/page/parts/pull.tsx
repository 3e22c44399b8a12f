// The commands by which something is pulled.

import type { FC } from 'hono/jsx'
import { pullCommands, pullKindOf } from '../words/pull-commands.ts'
import { type Reference, referenceText } from '../words/reference.ts'
import type { Site } from '../words/site.ts'
import { Copy } from './copy.tsx'
import { Icon } from './icons.tsx'

/** What can be pulled. */
export interface Pulled extends Reference {
  readonly layout: string
  readonly kind?: Parameters<typeof pullKindOf>[0]['kind']
}

// A line may end behind the host, and behind each part of a name.
const Breakable: FC<{ command: string }> = ({ command }) => (
  <>
    {command.split(/(?<=[^/:]\/)/).map((part, at) => (
      <>
        {at > 0 && <wbr />}
        {part}
      </>
    ))}
  </>
)

/** Commands that pull something, one for each tool. Nothing where none can work. */
export const Pull: FC<{ site: Site; of: Pulled }> = ({ site, of }) => {
  const kind = pullKindOf(of)
  if (kind === undefined) return null
  const commands = pullCommands(kind, `${site.host}/${referenceText(of)}`)
  return (
    <div class="pull" data-pull>
      <fieldset class="tools" aria-label="Tool">
        {commands.map(([tool], at) => (
          <button type="button" data-tool={tool} aria-pressed={at === 0 ? 'true' : 'false'} hidden>
            {tool}
          </button>
        ))}
      </fieldset>
      {commands.map(([tool, command], at) => (
        <div class="command" data-for={tool} hidden={at > 0}>
          <code>
            <Breakable command={command} />
          </code>
          <Copy text={command} what={`${tool} command`} />
        </div>
      ))}
      {kind === 'v1' && <p class="note">Of a registry v1: Docker could pull from one until 17.12.</p>}
    </div>
  )
}

/** In a row of a list: copies the command of the tool that was chosen last. */
export const RowPull: FC<{ site: Site; of: Pulled; label?: string }> = ({ site, of, label }) => {
  const kind = pullKindOf(of)
  if (kind === undefined) return null
  const reference = `${site.host}/${referenceText(of)}`
  const [[tool, command] = ['', reference]] = pullCommands(kind, reference)
  const what = `command to pull ${referenceText({ ...of, name: of.name.split('/').at(-1) ?? of.name })}`
  return (
    <button
      type="button"
      class="copy"
      data-copy={command}
      data-ref={reference}
      data-kind={kind}
      data-what={`${tool} command`}
      aria-label={`Copy ${what}`}
      hidden
    >
      <Icon name="copy" />
      {label}
    </button>
  )
}
