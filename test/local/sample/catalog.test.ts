import { describe, expect, it } from 'vitest'
import { isRepositoryName } from '../../../lambda/registry/layouts/distribution.ts'
import { parseTable, SAMPLE, SAMPLE_KINDS } from '../../../local/sample/catalog.ts'

const LINE = 'team/app | An app | 1.1 1.0 | 3.5MB | 2w | MIT | multi signed on=team/base'

describe('the table of the sample', () => {
  it('has about 220 repositories, each once, whose names a registry accepts', () => {
    expect(SAMPLE.length).toBeGreaterThan(200)
    expect(SAMPLE.length).toBeLessThan(250)
    expect(new Set(SAMPLE.map(({ name }) => name)).size).toBe(SAMPLE.length)
    expect(SAMPLE.filter(({ name }) => !isRepositoryName(name))).toEqual([])
  })

  it.each(SAMPLE_KINDS)('has something of the kind %s', (kind) => {
    expect(SAMPLE.some((one) => one.kind === kind)).toBe(true)
  })

  it.each(['multi', 'docker', 'signed', 'sbom', 'attested', 'dangling', 'whole', 'inManifest'] as const)(
    'has some that are %s, and some that are not',
    (mark) => {
      for (const is of [true, false])
        expect(SAMPLE.filter((repository) => repository[mark] === is).length).toBeGreaterThan(1)
    },
  )

  it('has six platforms, licenses, vendors, sources, bases, and descriptions in several scripts or nowhere', () => {
    expect(new Set(SAMPLE.flatMap(({ platforms }) => platforms)).size).toBe(6)
    const values = (key: string) => new Set(SAMPLE.flatMap(({ labels }) => labels[key] ?? []))
    for (const fact of ['licenses', 'vendor', 'source', 'title', 'keywords'])
      expect(values(`org.opencontainers.image.${fact}`).size, fact).toBeGreaterThan(3)
    expect(new Set(SAMPLE.map(({ base }) => base)).size).toBeGreaterThan(5)
    expect(SAMPLE.filter(({ description }) => /[ぁ-ん]|[฀-๿]|\p{Script=Han}/u.test(description)).length).toBe(3)
    expect(SAMPLE.filter(({ description }) => description === '').length).toBeGreaterThan(1)
  })

  it('has pushes over two years, of which some are of the last day', () => {
    const ages = SAMPLE.map(({ age }) => age)
    expect(ages.filter((age) => age < 1).length).toBeGreaterThan(10)
    expect(ages.filter((age) => age > 180).length).toBeGreaterThan(10)
    expect(Math.max(...ages)).toBeGreaterThanOrEqual(700)
  })
})

describe('parseTable', () => {
  it('reads columns, what a group says, and what its own lines say instead', () => {
    const [app, tool] = parseTable(`
# comment
[group]
    vendor: SPACE
    source: https://git.example.com/PATH
    base: team/other
${LINE}
    title: The app NAME
    org.example.team: cheese
team/tool | | 1 | 2KB | 3h | |
`)
    expect(app).toEqual({
      ...{ name: 'team/app', description: 'An app', versions: ['1.1', '1.0'], bytes: 3_500_000, age: 14 },
      ...{ kind: 'image', platforms: ['linux/amd64', 'linux/arm64'], multi: true, docker: false, signed: true },
      ...{ sbom: false, attested: false, dangling: false, whole: false, inManifest: false, base: 'team/base' },
      created: undefined,
      labels: {
        'org.opencontainers.image.vendor': 'team',
        'org.opencontainers.image.source': 'https://git.example.com/team/app',
        'org.opencontainers.image.licenses': 'MIT',
        'org.opencontainers.image.title': 'The app app',
        'org.example.team': 'cheese',
        'org.opencontainers.image.description': 'An app',
      },
    })
    expect(tool).toMatchObject({ bytes: 2000, age: 1 / 8, base: 'team/other', platforms: ['linux/amd64'] })
    expect(tool?.labels['org.opencontainers.image.licenses']).toBeUndefined()
  })

  it.each([
    ['a | b | 1 | 2MB | 3d | MIT', '6 columns, not 7'],
    [LINE.replace('multi', 'mutli'), '"mutli" is none of the marks'],
    [`${LINE} kind=cheese`, '"cheese" is none of the kinds'],
    [LINE.replace('3.5MB', '3.5'), '"3.5" is no number with KB,MB,GB'],
    [LINE.replace('2w', 'soon'), '"soon" is no number with h,d,w,m,y'],
    [`${LINE}\n    titel: App`, '"titel: App" has none of the keys'],
  ])('says of %j in which line it is wrong, and how', (text, message) => {
    expect(() => parseTable(`[group]\n${text}`)).toThrow(new RegExp(`^line [23] of the sample's table: .*${message}`))
  })
})
