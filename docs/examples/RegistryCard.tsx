// A card for the page of an entity in Backstage: the newest tags of its repository. Nobody has run it.
// Its entity has the annotation registry-index/repository: payments/api

import { InfoCard, Link, Progress, ResponseErrorPanel, Table } from '@backstage/core-components'
import { discoveryApiRef, fetchApiRef, useApi } from '@backstage/core-plugin-api'
import { MissingAnnotationEmptyState, useEntity } from '@backstage/plugin-catalog-react'
import useAsync from 'react-use/esm/useAsync'

const ANNOTATION = 'registry-index/repository'

interface Tag {
  tag: string
  digest?: string
  platforms: string[]
  pushedAt: string
}

export const RegistryCard = ({ page }: { page: string }) => {
  const { entity } = useEntity()
  const { fetch } = useApi(fetchApiRef)
  const discovery = useApi(discoveryApiRef)
  const name = entity.metadata.annotations?.[ANNOTATION]
  const path = name?.split('/').map(encodeURIComponent).join('/')
  const { value, loading, error } = useAsync(async (): Promise<Tag[]> => {
    if (path === undefined) return []
    const proxy = await discovery.getBaseUrl('proxy')
    const answer = await fetch(`${proxy}/registry-index/api/repositories/${path}/tags?limit=5`)
    if (!answer.ok) throw new Error(`the index answers ${answer.status}`)
    return (await answer.json()).tags
  }, [path])
  if (name === undefined) return <MissingAnnotationEmptyState annotation={ANNOTATION} />
  if (loading) return <Progress />
  if (error !== undefined) return <ResponseErrorPanel error={error} />
  return (
    <InfoCard title="Images" deepLink={{ title: name, link: `${page}/r/${path}` }}>
      <Table<Tag>
        options={{ paging: false, search: false, toolbar: false }}
        columns={[
          { title: 'Tag', render: ({ tag }) => <Link to={`${page}/r/${path}:${encodeURIComponent(tag)}`}>{tag}</Link> },
          { title: 'Platforms', render: ({ platforms }) => platforms.join(', ') },
          { title: 'Pushed', field: 'pushedAt' },
        ]}
        data={value ?? []}
      />
    </InfoCard>
  )
}
