import { describe, expect, it } from 'vitest'
import { clientEnvironment, downloadEnvironment, forgetAws } from '../../local/environment.ts'

const shell = {
  PATH: '/usr/bin',
  HOME: '/home/user',
  AWS_PROFILE: 'production',
  AWS_ACCESS_KEY_ID: 'AKIAREAL',
  AWS_SECRET_ACCESS_KEY: 'real',
  AWS_SESSION_TOKEN: 'real',
  AWS_ENDPOINT_URL: 'https://real.example.com',
  AWS_ENDPOINT_URL_SQS: 'https://real.example.com',
  AWS_CA_BUNDLE: '/etc/ca.pem',
  AWS_REGION: 'eu-central-1',
  CDK_DEFAULT_ACCOUNT: '123456789012',
  REGISTRY_STORAGE: 'filesystem',
  NODE_OPTIONS: '--inspect',
  PIP_INDEX_URL: 'https://pip.example.com',
  HTTPS_PROXY: 'http://proxy.example.com',
}

describe('clientEnvironment', () => {
  const env = clientEnvironment('http://127.0.0.1:4566', '/tmp/home', shell)

  it('takes nothing from the shell except PATH', () => {
    expect(Object.keys(env).sort()).toEqual(
      [
        ...['AWS_ACCESS_KEY_ID', 'AWS_CONFIG_FILE', 'AWS_DEFAULT_REGION', 'AWS_EC2_METADATA_DISABLED'],
        ...['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3', 'AWS_REGION', 'AWS_SECRET_ACCESS_KEY'],
        ...['AWS_SHARED_CREDENTIALS_FILE', 'HOME', 'LANG', 'PATH'],
      ].sort(),
    )
    // PATH contains the path of the checkout, which may have any name.
    expect(JSON.stringify({ ...env, PATH: '' })).not.toMatch(/real|production|123456789012|eu-central|\/home\/user/)
  })

  it('points every service at the emulator', () => {
    expect(env).toMatchObject({
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:4566',
      AWS_ACCESS_KEY_ID: 'test',
    })
  })

  it('puts the npm package node first on PATH', () => {
    expect(env['PATH']).toMatch(/^[^:]*node_modules\/\.bin:.*:\/usr\/bin$/)
  })
})

describe('downloadEnvironment', () => {
  it('has the settings that pip needs, and no AWS setting', () => {
    const env = downloadEnvironment('/tmp/home', shell)
    expect(env).toMatchObject({ PIP_INDEX_URL: 'https://pip.example.com', HTTPS_PROXY: 'http://proxy.example.com' })
    expect(Object.keys(env).filter((name) => name.startsWith('AWS_'))).toEqual([])
  })
})

describe('forgetAws', () => {
  it('replaces every AWS setting in the environment of a process', () => {
    const env: NodeJS.ProcessEnv = { ...shell }
    forgetAws(env)
    expect(env).toMatchObject({ AWS_ACCESS_KEY_ID: 'test', AWS_REGION: 'us-east-1', PATH: '/usr/bin' })
    expect(env).not.toHaveProperty('AWS_PROFILE')
    expect(env).not.toHaveProperty('AWS_CA_BUNDLE')
    expect(env).not.toHaveProperty('AWS_ENDPOINT_URL')
  })
})
