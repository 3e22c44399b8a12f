import { describe, expect, it } from 'vitest'
import { fakeCli } from '../fake-context.ts'

const filled = (count: number) => {
  const cli = fakeCli({ isTerminal: true })
  for (let at = 1; at <= count; at++) cli.system.letters.add(`letter ${at}`, at)
  return cli
}

describe('registry-index redrive', () => {
  it("moves every dead letter to the indexer's queue, and says how many", async () => {
    const cli = filled(7)
    expect(await cli.run('redrive')).toBe(0)
    expect(cli.sent).toEqual([1, 2, 3, 4, 5, 6, 7].map((at) => `letter ${at}`))
    expect(cli.system.letters.bodies()).toEqual([])
    expect(cli.out).toEqual(['7 dead letters moved; registry-index status shows how many events wait'])
    expect(cli.shown).toEqual(['3 dead letters so far', '6 dead letters so far', '7 dead letters so far', ''])
  })

  it('says that there are none', async () => {
    const cli = filled(0)
    expect(await cli.run('redrive')).toBe(0)
    expect(cli.out).toEqual(['no dead letters'])
  })

  it('prints JSON for --json', async () => {
    const cli = filled(1)
    expect(await cli.run('redrive', '--json')).toBe(0)
    expect(JSON.parse(cli.out.join('\n'))).toEqual({ command: 'redrive', exitStatus: 0, findings: [], moved: 1 })
  })

  it('keeps a letter that could not be sent, and fails', async () => {
    const cli = filled(5)
    cli.refused.add('letter 4')
    expect(await cli.run('redrive')).toBe(1)
    expect(cli.system.letters.bodies()).toEqual(['letter 4'])
    expect(cli.notes).toEqual(['registry-index: the queue refuses letter 4'])
    expect(cli.out).toEqual([])
  })

  it('moves the letters of the deployment that is named', async () => {
    const cli = filled(1)
    expect(await cli.run('redrive', '--stack', 'other')).toBe(1)
    expect(cli.system.letters.bodies()).toEqual(['letter 1'])
    expect(await cli.run('redrive', '--all')).toBe(2)
  })
})
