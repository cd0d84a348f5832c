import { useQuery } from '@tanstack/react-query';
import type { Report } from 'powerbi-client';
import { useEffect, useRef, useState } from 'react';
import type { Embed } from '../../api/model';
import { getGetReportEmbedQueryOptions, getReportEmbed } from '../../api/reports';
import { useWords } from '../../i18n';
import { Failure, Lines } from '../../ui/states';
import { keepFresh } from './renewing';
import classes from './reports.module.css';

/** Microsoft's client draws its own hosts only; on a laptop the test server stands in for them. */
const isStandIn = (address: string) => new URL(address).hostname === '127.0.0.1';

async function renewed(): Promise<Embed> {
  const { embed } = await getReportEmbed();
  if (!embed) throw new Error('The report is no longer configured.');
  return embed;
}

/** The report keeps what was chosen in it: its token is renewed in place, never the whole frame. */
function Frame({ embed }: { embed: Embed }) {
  const place = useRef<HTMLDivElement>(null);
  const [failure, setFailure] = useState<Error>();
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    let isGone = false;
    let reset = () => {};
    let stop = () => {};
    async function show(at: HTMLElement) {
      // A quarter of a megabyte that only a shop with Power BI ever loads.
      const powerbi = await import('powerbi-client');
      if (isGone) return;
      const service = new powerbi.service.Service(
        powerbi.factories.hpmFactory,
        powerbi.factories.wpmpFactory,
        powerbi.factories.routerFactory,
      );
      reset = () => service.reset(at);
      const report = service.embed(at, {
        type: 'report',
        id: embed.report_id,
        embedUrl: embed.embed_url,
        accessToken: embed.token,
        tokenType: powerbi.models.TokenType.Embed,
        settings: {
          panes: { filters: { visible: false } },
          background: powerbi.models.BackgroundType.Transparent,
        },
      }) as Report;
      stop = keepFresh(embed, renewed, (token) => report.setAccessToken(token));
    }
    show(element).catch((error: unknown) => {
      if (!isGone) setFailure(error instanceof Error ? error : new Error(String(error)));
    });
    return () => {
      isGone = true;
      stop();
      reset();
    };
  }, [embed]);
  if (failure) return <Failure failure={failure} />;
  return <div ref={place} className={classes.embed} />;
}

function StandIn({ embed }: { embed: Embed }) {
  const { t } = useWords();
  return (
    <iframe
      className={classes.embed}
      src={embed.embed_url}
      title={t('reports.embedded')}
      sandbox=""
    />
  );
}

/** The Power BI report where one is configured; else a sentence that says so, above our own charts. */
export function Embedded() {
  const { t } = useWords();
  const answer = useQuery({
    ...getGetReportEmbedQueryOptions(),
    // A new answer would draw the whole report anew; `keepFresh` renews its token in place.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  if (answer.error) return <Failure failure={answer.error} retry={answer.refetch} />;
  if (!answer.data) return <Lines rows={2} />;
  if (!answer.data.embed) return <p className={classes.note}>{t('reports.no_embed')}</p>;
  const { embed } = answer.data;
  return isStandIn(embed.embed_url) ? <StandIn embed={embed} /> : <Frame embed={embed} />;
}
