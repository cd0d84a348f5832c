import { Link, useNavigate } from '@tanstack/react-router';
import { IconSpeakerphone } from '@tabler/icons-react';
import { useDraftSegmentCampaign } from '../../api/insights';
import type { RfmSize } from '../../api/model';
import { RFM_SEGMENTS } from '../../codes/rfm.ts';
import { useWords } from '../../i18n';
import { count } from '../../i18n/figures.ts';
import { Action } from '../../ui/Guarded';
import { Money } from '../../ui/text';
import { useToast } from '../../ui/toast.ts';
import classes from './insights.module.css';

interface RfmGridProps {
  sizes: readonly RfmSize[];
  chosen: string | undefined;
}

/** A card for each segment: how many, for how much, and what to do about it. */
export function RfmGrid({ sizes, chosen }: RfmGridProps) {
  const all = sizes.reduce((sum, one) => sum + one.customers, 0);
  return (
    <ul className={classes.grid}>
      {RFM_SEGMENTS.map((segment) => {
        const ours = sizes.filter((one) => one.segment === segment);
        return ours.length === 0 ? null : (
          <SegmentCard
            key={segment}
            segment={segment}
            sizes={ours}
            all={all}
            isChosen={chosen === segment}
          />
        );
      })}
    </ul>
  );
}

interface SegmentCardProps {
  segment: RfmSize['segment'];
  sizes: readonly RfmSize[];
  all: number;
  isChosen: boolean;
}

function SegmentCard({ segment, sizes, all, isChosen }: SegmentCardProps) {
  const { t, n, word, locale } = useWords();
  const people = sizes.reduce((sum, one) => sum + one.customers, 0);
  const share = people / Math.max(all, 1);
  return (
    <li className={classes.card} aria-current={isChosen || undefined}>
      <h2>{word('rfm', segment)}</h2>
      <p>{word('rfm_why', segment)}</p>
      <div className={classes.figures}>
        <b>{count(people, locale)}</b>
        <span>
          {new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(
            share,
          )}
        </span>
      </div>
      <div className={classes.bar} aria-hidden="true">
        <i style={{ inlineSize: `${share * 100}%` }} />
      </div>
      {sizes.map((one) => (
        <p key={one.currency}>
          <Money value={{ amount_minor: one.spent_minor, currency: one.currency }} /> ·{' '}
          {n('insights.orders', one.orders)} · {n('insights.days_ago', one.recency_days)}
        </p>
      ))}
      <div className={classes.do}>
        <WriteTo segment={segment} />
        <Link to="/insights" search={{ segment }} hash="customers">
          {t('insights.who')}
        </Link>
      </div>
    </li>
  );
}

/** One click to the draft of a campaign; pressing twice writes one. */
function WriteTo({ segment }: { segment: RfmSize['segment'] }) {
  const { t, word } = useWords();
  const toast = useToast();
  const navigate = useNavigate();
  const draft = useDraftSegmentCampaign({
    mutation: {
      onSuccess: (_, { campaignId }) =>
        navigate({ to: '/campaigns/$campaignId', params: { campaignId } }),
      onError: toast.failed,
    },
  });
  return (
    <Action
      needs="campaigns.send"
      size="xs"
      variant="default"
      leftSection={<IconSpeakerphone size={14} />}
      loading={draft.isPending}
      aria-label={`${t('insights.write')}: ${word('rfm', segment)}`}
      onClick={() => draft.mutate({ campaignId: crypto.randomUUID(), data: { segment } })}
    >
      {t('insights.write')}
    </Action>
  );
}
