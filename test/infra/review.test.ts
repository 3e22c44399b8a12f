// What tools that review templates say of ours: nothing but what docs/adopting.md answers.

import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Stage } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeVenv } from '../../local/venv.ts'
import { ALL_TEMPLATES, stackWith } from './template.ts'

const ROOT = join(import.meta.dirname, '../..')

/** The rows of the table, as `rule on path`. */
const answered = (): string[] => {
  const text = readFileSync(join(ROOT, 'docs/adopting.md'), 'utf8')
  return [...text.matchAll(/^\| (\w+) \| `([\w/]+)` \| .+ \|$/gm)].map(([, rule, path]) => `${rule} on ${path}`)
}

/** Rules of cdk-nag that a stack does not meet, as `rule on path`, without which of several wildcards it is. */
const found = (settings: Record<string, string>): string[] => {
  const { violations } = new AwsSolutionsChecks().validateScope(stackWith(settings))
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath = '' }) => {
      const rule = ruleName.replace(/^AwsSolutions-/, '').replace(/\[.*\]$/s, '')
      const path = constructPath.replace(/^[^/]+\//, '').replace(/\/Resource$/, '')
      return `${rule} on ${path.replace(/^(BucketNotificationsHandler)\w+\/Role$/, '$1')}`
    }),
  )
}

describe('cdk-nag', () => {
  it('finds in all templates together exactly what docs/adopting.md answers', () => {
    const all = new Set(Object.values(ALL_TEMPLATES).flatMap(found))
    expect([...all].sort()).toEqual(answered().sort())
  })

  it('finds what is wrong', () => {
    expect(found({ bucket: 'registry' })).toContain('SMG4 on Index/Search/Secret')
    expect(found({ bucket: 'registry', auth: 'none' })).not.toContain('SMG4 on Index/Search/Secret')
  })
})

describe('cfn-lint', () => {
  const dir = join(ROOT, '.local/cfn-lint')
  const templates = join(dir, 'templates')
  beforeAll(async () => {
    mkdirSync(templates, { recursive: true })
    await makeVenv({ dir: join(dir, 'venv'), program: 'cfn-lint', log: join(dir, 'pip.log') })
  })

  /** Rules that files do not meet. */
  const lint = (...files: string[]): string[] => {
    const { stdout, stderr, status } = spawnSync(join(dir, 'venv/bin/cfn-lint'), ['--format', 'json', '--', ...files], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    })
    if (status === null || stdout === '') throw new Error(`cfn-lint ended with ${status}: ${stderr}`)
    return JSON.parse(stdout).map(
      (one: { Rule: { Id: string }; Message: string }) => `${one.Rule.Id}: ${one.Message.replace(/\d+/g, 'N')}`,
    )
  }

  it('finds nothing but dependencies that CDK writes twice', () => {
    const files = Object.entries(ALL_TEMPLATES).map(([name, settings]) => {
      const file = join(templates, `${name}.json`)
      const stack = stackWith(settings)
      writeFileSync(file, JSON.stringify(Stage.of(stack)?.synth().getStackByName(stack.stackName).template))
      return file
    })
    expect(lint(...files).filter((finding) => !finding.startsWith('W3005: '))).toEqual([])
  })

  it('finds what is wrong', () => {
    const file = join(templates, 'wrong.json')
    writeFileSync(file, JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { Nam: 'x' } } } }))
    expect(lint(file).join()).toMatch(/^E3002: /)
  })
})
