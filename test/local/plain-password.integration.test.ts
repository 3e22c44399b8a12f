import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { clientConfig } from '../../local/clients.ts'
import { makePasswordPlain, readLogin } from '../../local/plain-password.ts'

describe('the password of the local system', () => {
  let client: SecretsManagerClient
  beforeAll(() => {
    client = new SecretsManagerClient(clientConfig(inject('endpoint')))
  })
  const create = async (Name: string, secret: object) => {
    const { ARN = '' } = await client.send(new CreateSecretCommand({ Name, SecretString: JSON.stringify(secret) }))
    return ARN
  }

  it('is letters and digits whatever the local AWS made of the template', async () => {
    const arn = await create('odd', { username: 'registry', password: '/KZH],bUO`J2X97$R!aZ' })
    await makePasswordPlain(client, arn)
    const { username, password } = await readLogin(client, arn)
    expect(username).toBe('registry')
    expect(password).toMatch(/^[A-Za-z0-9]{32}$/)
    await makePasswordPlain(client, arn)
    expect(await readLogin(client, arn)).toEqual({ username, password })
  })

  it('stays where it is plain', async () => {
    const arn = await create('plain', { username: 'registry', password: 'aB3' })
    await makePasswordPlain(client, arn)
    expect(await readLogin(client, arn)).toEqual({ username: 'registry', password: 'aB3' })
  })
})
