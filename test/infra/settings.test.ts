import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { PROPERTIES } from '../../infra/setting-properties.ts'
import { readSettings, SettingsError } from '../../infra/settings.ts'
import { ALL_SETTINGS } from '../../infra/settings-schema.ts'
import { withSettingsTable } from '../../infra/settings-table.ts'
import { DEFAULT_LABEL_KEYS } from '../../lambda/names/labels.ts'
import { LAYOUTS } from '../../lambda/names/layouts.ts'

const read = readSettings
const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/1234abcd-12ab-34cd-56ef-1234567890ab'
const allLayouts = LAYOUTS.map(({ id }) => id).join(', ')
const allNames = [...ALL_SETTINGS.keys()].join(', ')

describe('settings', () => {
  it('need only the bucket', () => {
    expect(read({ bucket: 'registry' })).toEqual({
      bucket: 'registry',
      roots: expect.objectContaining({ distribution: '', 'docker-v1': 'registry' }),
      layouts: ['distribution'],
      database: 'docker-registry',
      repositoryTable: undefined,
      versionTable: undefined,
      auth: 'basic',
      notify: 's3',
      notifyTopic: undefined,
      skipDestinationValidation: 'no',
      bucketAccount: undefined,
      alarmTopic: undefined,
      alarmEmail: undefined,
      dashboard: 'no',
      events: undefined,
      eventBus: undefined,
      front: undefined,
      registryHost: undefined,
      indexRoutes: undefined,
      domain: undefined,
      certificate: undefined,
      challengeMapping: 'true',
      showCommands: undefined,
      title: undefined,
      pullHost: undefined,
      corsOrigins: undefined,
      kmsKeys: [],
      backfillWait: 300,
      warmThroughput: undefined,
      reconcileDays: 1,
      searchMemory: 1769,
      copies: undefined,
      labelKeys: DEFAULT_LABEL_KEYS.split(','),
      stack: 'registry-index',
    })
  })

  it('name the tables after the stack, unless it is the first one, or they are named', () => {
    expect(read({ bucket: 'registry', stack: 'second' }).database).toBe('second')
    expect(read({ bucket: 'registry', stack: 'registry-index' }).database).toBe('docker-registry')
    expect(read({ bucket: 'registry', stack: 'second', database: 'hub' }).database).toBe('hub')
  })

  it('accept several keys', () => {
    const key = (name: string) => `arn:aws:kms:eu-west-1:123456789012:key/${name}`
    expect(read({ bucket: 'registry', kms_key: `${key('a')},${key('b')}, ${key('a')}` }).kmsKeys).toEqual([
      key('a'),
      key('b'),
    ])
    expect(() => read({ bucket: 'registry', kms_key: `${key('a')},` })).toThrow('kms_key is')
  })

  it('accept slashes at the ends of the root directory, as the registry does', () => {
    expect(read({ bucket: 'registry', rootdirectory: '/deep/registry/' }).roots.distribution).toBe('deep/registry')
  })

  it('accept one layout or both, and slashes at the ends of the storage path', () => {
    expect(read({ bucket: 'registry', layout: 'docker-v1' }).layouts).toEqual(['docker-v1'])
    expect(read({ bucket: 'registry', layout: 'both', storage_path: '/' })).toMatchObject({
      layouts: ['distribution', 'docker-v1'],
      roots: { 'docker-v1': '' },
    })
  })

  it.each([['0'], [0]])('accept the wait %j, as given on the command line or in cdk.json', (wait) => {
    expect(read({ bucket: 'registry', backfill_wait: wait }).backfillWait).toBe(0)
  })

  it.each([
    ['*', ['*']],
    ['https://portal.example.com', ['https://portal.example.com']],
    [
      'http://localhost:3000, https://xn--bcher-kva.example',
      ['http://localhost:3000', 'https://xn--bcher-kva.example'],
    ],
  ])('accept the origins %j', (origins, expected) => {
    expect(read({ bucket: 'registry', cors_origins: origins }).corsOrigins).toEqual(expected)
  })

  it.each(['512', 3008, '10240'])('accept %j megabytes for the search function', (memory) => {
    expect(read({ bucket: 'registry', search_memory: memory }).searchMemory).toBe(Number(memory))
  })

  it.each([
    'registry.example.com',
    'r.io:5000',
    'localhost',
    'registry:5000',
    '10.0.0.1',
    '[fd00::1]:5000',
    'R.example.com',
  ])('accept %s as the host to pull from', (host) => {
    expect(read({ bucket: 'registry', pull_host: host }).pullHost).toBe(host)
  })

  it('accept a title in any script, and whether to show commands', () => {
    const context = { bucket: 'registry', title: '容器镜像仓库 “Acme” 🐳', show_commands: 'no' }
    expect(read(context)).toMatchObject({ title: context.title, showCommands: 'no' })
  })

  it.each([
    ['no bucket', {}, 'bucket is not given', 'give it with -c bucket=NAME'],
    ['a bucket in capitals', { bucket: 'Registry' }, 'bucket is "Registry"', 'a-z 0-9'],
    ['a bucket of two characters', { bucket: 'ab' }, 'bucket is "ab"', '3 to 63'],
    ['a bucket like an IP address', { bucket: '10.0.0.1' }, 'bucket is "10.0.0.1"', 'not an IP address'],
    ['a bucket with two dots', { bucket: 'a..b' }, 'bucket is "a..b"', 'no ".."'],
    [
      'a directory bucket',
      { bucket: 'reg--use1-az4--x-s3' },
      'bucket is "reg--use1-az4--x-s3"',
      'lists keys in no order',
    ],
    ['the alias of an access point', { bucket: 'reg-1ab-s3alias' }, 'bucket is "reg-1ab-s3alias"', 'no notification'],
    ['an alias of Object Lambda', { bucket: 'reg-1ab--ol-s3' }, 'bucket is "reg-1ab--ol-s3"', 'no notification'],
    ['a bucket given as URL', { bucket: 's3://registry' }, 'bucket is "s3://registry"', 'the name of the S3 bucket'],
    ['a root directory with a space', { rootdirectory: 'my registry' }, 'rootdirectory is "my registry"', 'A-Z a-z'],
    [
      'an unknown layout',
      { layout: 'v1' },
      'layout is "v1"',
      `one or several of ${allLayouts} separated by commas, or both`,
    ],
    ['a storage path with a space', { storage_path: 'my v1' }, 'storage_path is "my v1"', 'A-Z a-z'],
    [
      'a registry within the other',
      { layout: 'both', storage_path: '/docker/registry/v2' },
      'storage_path is "docker/registry/v2"',
      'leave distribution or docker-v1 out of the setting layout',
    ],
    [
      'a storage path without its layout',
      { storage_path: '/old' },
      'storage_path is "/old", but layout is "distribution"',
      'set layout to docker-v1 or distribution,docker-v1, or leave storage_path out',
    ],
    [
      'a root directory without its layout',
      { layout: 'docker-v1', rootdirectory: '/deep' },
      'rootdirectory is "/deep", but layout is "docker-v1"',
      'set layout to distribution or distribution,docker-v1',
    ],
    ['an unknown sign-in', { auth: 'Basic' }, 'auth is "Basic"', 'one of basic, registry, none'],
    ['a table with a slash', { repository_table: 'a/b' }, 'repository_table is "a/b"', '3 to 255'],
    [
      'one name for two tables',
      { repository_table: 'registry', version_table: 'registry' },
      'repository_table and version_table both have the name "registry"',
      'give each table its own',
    ],
    [
      'the name of another table',
      { database: 'hub', version_table: 'hub-tag' },
      'version_table and the table of tags both have the name "hub-tag"',
      'give each table its own',
    ],
    ['a database with a slash', { database: 'a/b' }, 'database is "a/b"', '1 to 244'],
    ['commands by another word', { show_commands: 'true' }, 'show_commands is "true"', 'one of yes, no'],
    ['a title of two lines', { title: 'a\nb' }, 'title is "a\\nb"', '1 to 60 characters on one line'],
    ['a title of spaces', { title: ' ' }, 'title is " "', '1 to 60 characters'],
    ['a title that is too long', { title: 'a'.repeat(61) }, 'title is "aaa', '1 to 60 characters'],
    ['a pull host with its scheme', { pull_host: 'https://r.io' }, 'pull_host is "https://r.io"', 'without https://'],
    ['a pull host with a path', { pull_host: 'r.io/team' }, 'pull_host is "r.io/team"', 'without a path'],
    ['a pull host that is no host to clients', { pull_host: 'registry' }, 'pull_host is "registry"', 'a dot or a port'],
    ['a pull host with a hyphen at an end', { pull_host: 'a-.io' }, 'pull_host is "a-.io"', 'name or the IP address'],
    [
      'an origin with a slash',
      { cors_origins: 'https://a.io/' },
      'cors_origins is "https://a.io/"',
      'no slash or path',
    ],
    ['an origin with its usual port', { cors_origins: 'https://a.io:443' }, 'a.io:443"', 'if it is not the usual one'],
    ['an origin in capitals', { cors_origins: 'https://A.io' }, 'cors_origins is "https://A.io"', 'in lower case'],
    ['an origin without a scheme', { cors_origins: 'a.io' }, 'cors_origins is "a.io"', 'https:// or http://'],
    ['the origin of files', { cors_origins: 'null' }, 'cors_origins is "null"', 'https:// or http://'],
    ['a star in an origin', { cors_origins: 'https://*.a.io,*' }, 'cors_origins is "https://*.a.io,*"', 'or *'],
    ['no origins', { cors_origins: '' }, 'cors_origins is ""', 'origins separated by commas'],
    ['too many origins', { cors_origins: Array(21).fill('https://a.io').join() }, 'cors_origins is', '20 of them'],
    ['a key given by alias', { kms_key: 'alias/registry' }, 'kms_key is "alias/registry"', 'not an alias'],
    ['a wait that is too long', { backfill_wait: '3601' }, 'backfill_wait is "3601"', '0 to 3600'],
    ['too little memory for search', { search_memory: '511' }, 'search_memory is "511"', '512 to 10240'],
    ['more memory than there is', { search_memory: 10241 }, 'search_memory is 10241', 'whole number of megabytes'],
    ['names of copies in capitals', { copies: 'Dev' }, 'copies is "Dev"', 'a-z 0-9 separated by commas'],
    ['too many names of copies', { copies: `${'a,'.repeat(500)}a` }, 'copies is "a,a', '1,000 characters'],
    ['no names of copies', { copies: '' }, 'copies is ""', 'words of a-z'],
    ['memory with a unit', { search_memory: '2GB' }, 'search_memory is "2GB"', '512 to 10240'],
    ['a wait in words', { backfill_wait: 'soon' }, 'backfill_wait is "soon"', 'whole number of seconds'],
    ['a wait that is no number of seconds', { backfill_wait: 1.5 }, 'backfill_wait is 1.5', 'whole number of seconds'],
    ['a label key with a space', { label_keys: 'a, b c' }, 'label_keys is "a, b c"', 'a star at its end'],
    ['a star for all labels', { label_keys: '*' }, 'label_keys is "*"', 'separated by commas'],
    ['no label keys without saying so', { label_keys: '' }, 'label_keys is ""', 'or none'],
    ['a stack name with an underscore', { stack: 'my_index' }, 'stack is "my_index"', 'A-Z a-z 0-9 -'],
  ])('fail with %s, naming the value and the fix', (_, context, wrong, fix) => {
    const settings = () =>
      read('bucket' in context || wrong.startsWith('bucket') ? context : { bucket: 'registry', ...context })
    expect(settings).toThrow(SettingsError)
    expect(settings).toThrow(wrong)
    expect(settings).toThrow(fix)
  })

  it.each([
    ['an unknown front', { front: 'nginx' }, 'front is "nginx"', 'one of cloudfront'],
    [
      'a registry given as a URL',
      { registry_host: 'https://r.io' },
      'registry_host is "https://r.io"',
      'without https://',
    ],
    ['a registry at an IP address', { registry_host: '10.0.0.1' }, 'registry_host is "10.0.0.1"', 'not an IP address'],
    ['a registry without a domain', { registry_host: 'registry' }, 'registry_host is "registry"', 'at least one dot'],
    [
      'a registry at a port that CloudFront refuses',
      { registry_host: 'r.io:80' },
      'registry_host is "r.io:80"',
      '1024',
    ],
    ['a registry at no port', { registry_host: 'r.io:65536' }, 'registry_host is "r.io:65536"', '65535'],
    ['an unknown route', { index_routes: 'blobs' }, 'index_routes is "blobs"', 'of base, catalog, tags separated'],
    ['a route twice', { index_routes: 'tags,tags' }, 'index_routes is "tags,tags"', 'separated by commas'],
    ['a domain with a port', { domain: 'r.io:443' }, 'domain is "r.io:443"', 'without https://, port'],
    ['a domain that is too long', { domain: `${'a.'.repeat(130)}io` }, 'domain is "a.a', 'a DNS name'],
    [
      'a certificate of another region',
      { certificate: CERTIFICATE.replace('us-east-1', 'eu-west-1') },
      'certificate is "arn:aws:acm:eu-west-1:',
      'a certificate of ACM in us-east-1, because CloudFront takes no other',
    ],
    ['a mapping by another word', { challenge_mapping: 'no' }, 'challenge_mapping is "no"', 'one of true, false'],
    [
      'a domain without a certificate',
      { front: 'cloudfront', domain: 'r.io' },
      'domain is "r.io", but certificate is not given',
      'set certificate to the ARN of a certificate for it in us-east-1, or leave domain out',
    ],
    [
      'a certificate without a domain',
      { front: 'cloudfront', certificate: CERTIFICATE },
      'but domain is not given',
      'set domain to the name that it is for, or leave certificate out',
    ],
    [
      'a registry without a front',
      { registry_host: 'r.io' },
      'registry_host is "r.io", but front is not given',
      'set front to cloudfront, or leave registry_host out',
    ],
    [
      'routes without a registry',
      { front: 'cloudfront', index_routes: 'base' },
      'index_routes is "base", but registry_host is not given',
      'set registry_host to the name of the registry, or leave index_routes out',
    ],
    [
      'a front that would ask itself',
      { front: 'cloudfront', registry_host: 'R.io:443', domain: 'r.io', certificate: CERTIFICATE },
      'registry_host and domain are both "r.io"',
      'set registry_host to another name',
    ],
  ])('fail with %s, naming the value and the fix', (_, context, wrong, fix) => {
    const settings = () => read({ bucket: 'registry', ...context })
    expect(settings).toThrow(SettingsError)
    expect(settings).toThrow(wrong)
    expect(settings).toThrow(fix)
  })

  it('accept a front, its names in any case, and its routes in any order', () => {
    const names = { registry_host: 'Origin.example.com:5443', domain: 'Registry.example.com', certificate: CERTIFICATE }
    expect(read({ bucket: 'registry', front: 'cloudfront', index_routes: 'tags,base', ...names })).toMatchObject({
      front: 'cloudfront',
      registryHost: 'origin.example.com:5443',
      indexRoutes: ['base', 'tags'],
      domain: 'registry.example.com',
      certificate: CERTIFICATE,
    })
  })

  it.each([['false'], [false]])('accept %j, as given on the command line or in cdk.json', (given) => {
    expect(read({ bucket: 'registry', challenge_mapping: given }).challengeMapping).toBe('false')
  })

  it('fail with all problems at once, one line each', () => {
    const settings = () => read({ auth: 'all', backfill_wait: 'x' })
    expect(settings).toThrow(/^bucket .*\nauth .*\nbackfill_wait .*$/)
    const layout = () => read({ layout: 'docker-v1', rootdirectory: '/x', auth: 'y', team: 'x' })
    expect(layout).toThrow(/^bucket is not .*\nauth is .*\n"team" is not .*\nrootdirectory is "\/x", but layout .*$/)
    const overlap = () => read({ bucket: 'b', layout: 'both', storage_path: '/docker/registry/v2' })
    expect(overlap).toThrow(/^bucket is .*\nrootdirectory is "" and storage_path is .*$/)
  })

  it('fail with a wrong root or layout, and compare it with nothing', () => {
    expect(() => read({ bucket: 'registry', layout: 'both', storage_path: 'a b' })).toThrow(/^storage_path is .*$/)
    expect(() => read({ bucket: 'registry', layout: 'v1', storage_path: '/a' })).toThrow(/^layout is .*$/)
  })

  it('accept label keys in any case and with spaces, and none', () => {
    expect(read({ bucket: 'registry', label_keys: 'com.Example.Team, org.*,org.*' }).labelKeys).toEqual([
      'com.example.team',
      'org.*',
    ])
    expect(read({ bucket: 'registry', label_keys: 'none' }).labelKeys).toEqual([])
  })

  it.each(['docker-v1', 'distribution,docker-v1', 'docker-v1,distribution', 'both'])(
    'accept the layout %s',
    (layout) => {
      const both = layout === 'docker-v1' ? ['docker-v1'] : ['distribution', 'docker-v1']
      expect(read({ bucket: 'registry', layout }).layouts).toEqual(both)
    },
  )

  it.each([
    ['', 'is ""'],
    ['distribution,', 'is "distribution,"'],
    ['both,docker-v1', 'is "both,docker-v1"'],
    ['docker-v1,docker-v1', 'is "docker-v1,docker-v1"'],
  ])('fail with the layout %j', (layout, wrong) => {
    expect(() => read({ bucket: 'registry', layout })).toThrow(`layout ${wrong}: it must be`)
  })

  it.each([
    ['atuh', 'did you mean auth?'],
    ['Bucket', 'did you mean bucket or bucket_account?'],
    ['reconcile-days', 'did you mean reconcile_days?'],
    ['kms', 'did you mean kms_key?'],
    ['kmsKey', 'did you mean kms_key?'],
    ['key', 'did you mean kms_key?'],
    ['days', 'did you mean reconcile_days?'],
    ['wait', 'did you mean backfill_wait?'],
    ['path', 'did you mean storage_path?'],
    ['bucket_name', 'did you mean bucket?'],
    ['auth_stack', 'did you mean auth or stack?'],
    ['backfil_wiat', 'did you mean backfill_wait?'],
    ['toString', `the settings are ${allNames};`],
    ['elsewhere', `the settings are ${allNames};`],
    ['team', `the settings are ${allNames};`],
  ])('fail with the unknown name %s, and name the settings that exist', (name, hint) => {
    expect(() => read({ bucket: 'registry', [name]: 'none' })).toThrow(SettingsError)
    expect(() => read({ bucket: 'registry', [name]: 'none' })).toThrow(`"${name}" is not a setting: ${hint}`)
  })

  it.each(['team', 'atuh'])('fail with the unknown name %s, and say where it may be given', (name) => {
    const places = `correct or remove it in -c ${name}=… or the context of cdk.json, cdk.context.json or ~/.cdk.json`
    expect(() => read({ bucket: 'registry', [name]: 'x' })).toThrow(places)
  })

  it('ignore what CDK itself puts into the context', () => {
    const own = {
      '@aws-cdk/core:target-partitions': ['aws'],
      'aws:cdk:bundling-stacks': ['**'],
      'acknowledged-issue-numbers': [1],
      'cli-telemetry': false,
    }
    expect(read({ bucket: 'registry', ...own })).toEqual(read({ bucket: 'registry' }))
  })

  it.each([...ALL_SETTINGS].filter(([, { isOptional }]) => !isOptional))(
    'include %s, which has a valid default or must be given',
    (name, setting) => {
      if (setting.default === undefined) expect(() => read({})).toThrow(`${name} is not given`)
      else expect(setting.parse(setting.default)).toBeDefined()
    },
  )
})

describe('docs/settings.md', () => {
  it('has the table of settings as npm run settings-table writes it', () => {
    const text = readFileSync(new URL('../../docs/settings.md', import.meta.url), 'utf8')
    expect(withSettingsTable(text)).toBe(text)
  })

  it('names a property of the construct for each setting but the name of the stack', () => {
    expect(allNames.split(', ').filter((name) => !PROPERTIES.has(name))).toEqual(['stack'])
    expect([...PROPERTIES.keys()].filter((name) => !ALL_SETTINGS.has(name))).toEqual([])
  })
})
