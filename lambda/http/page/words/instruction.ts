/**
 * Returns the command that made a layer as the Dockerfile had it, without what builders put around it: Docker's former one
 * `/bin/sh -c #(nop)  COPY …` and `/bin/sh -c make`, BuildKit `RUN /bin/sh -c make # buildkit`. What neither wrote stays as
 * it is. The API tells the command as it is recorded.
 */
export const instruction = (command: string): string =>
  command
    .replace(/^\/bin\/sh -c #\(nop\) +/, '')
    .replace(/^(?:RUN )?\/bin\/sh -c (?=\S)/, 'RUN ')
    .replace(/ # buildkit$/, '')
