import { describe, expect, it } from 'vitest'
import { hashOfNobody } from '../../../lambda/http/users/bcrypt.ts'
import { usersIn } from '../../../lambda/http/users/users.ts'

const H = hashOfNobody(12)
const GENERATED = { username: 'registry', password: 'generated-password' }
const namesIn = (text: string) => [...usersIn(text).lines.keys()]

describe('the text of a secret', () => {
  it('is the generated user', () => {
    expect(usersIn(JSON.stringify(GENERATED))).toEqual({
      generated: GENERATED,
      lines: new Map(),
      canSignIn: true,
      refused: new Set(),
      mayMeanOthers: false,
      problems: [],
    })
  })

  it.each([
    ['a list', JSON.stringify({ ...GENERATED, users: [`alice:${H}:team/`, '# nobody', `bob:${H}`] })],
    ['one text', JSON.stringify({ ...GENERATED, users: `alice:${H}:team/\r\n# nobody\r\nbob:${H}\n` })],
  ])('may have lines beside it, as %s', (_, text) => {
    const { generated, problems } = usersIn(text)
    expect({ generated, problems, names: namesIn(text) }).toEqual({
      generated: GENERATED,
      problems: [],
      names: ['alice', 'bob'],
    })
  })

  it('may be lines alone, or in JSON without the generated user', () => {
    for (const text of [`alice:${H}`, JSON.stringify({ users: [`alice:${H}`] })]) {
      const { generated, canSignIn, problems } = usersIn(text)
      expect({ generated, canSignIn, problems }).toEqual({ generated: undefined, canSignIn: true, problems: [] })
      expect(namesIn(text)).toEqual(['alice'])
    }
  })

  it.each(['', '{}', '[]', 'null', '3', '"alice"', '{"users":[]}', 'alice::team/', '{"username":"a"}', 'hunter2'])(
    'lets nobody in if it is %s',
    (text) => {
      expect(usersIn(text)).toMatchObject({ generated: undefined, canSignIn: false })
    },
  )

  it('costs a wrong part its own users only', () => {
    const broken = {
      username: 'registry',
      password: '',
      users: [`alice:${H}`, 7, `bob:${H}\ncarol:${H}`, 'dora:hunter2'],
    }
    const { generated, problems } = usersIn(JSON.stringify(broken))
    expect(generated).toBeUndefined()
    expect(namesIn(JSON.stringify(broken))).toEqual(['alice'])
    expect(problems).toEqual([
      expect.stringMatching(/"username" and "password" must both be texts/),
      expect.stringMatching(/^line 2: it is no text of one line/),
      expect.stringMatching(/^line 3: it is no text of one line/),
      expect.stringMatching(/^line 4: .* no hash of bcrypt/),
    ])
    expect(usersIn(JSON.stringify({ ...GENERATED, users: 3 }))).toMatchObject({
      generated: GENERATED,
      problems: [expect.stringMatching(/"users" must be a list/)],
    })
  })

  it('has the generated user once', () => {
    const text = JSON.stringify({ ...GENERATED, users: [`registry:${H}:team/`, `alice:${H}`] })
    expect(namesIn(text)).toEqual(['alice'])
    expect(usersIn(text).problems).toEqual([expect.stringMatching(/names the user of "username"/)])
  })

  it('is never quoted, also where the JSON is broken', () => {
    const texts = [
      `{"username":"registry","password":"hunter2hunter2"`,
      `{"username":"registry","password":"","users":["hunter2hunter2:${H}:"]}`,
      `{"username":["hunter2hunter2"],"password":"hunter2hunter2"}`,
      'hunter2hunter2',
    ]
    for (const text of texts) {
      const { problems } = usersIn(text)
      expect(problems.length).toBeGreaterThan(0)
      expect(problems.join('\n')).not.toMatch(/hunter2|\$12/)
    }
  })
})
