import { Progress } from '@mantine/core';
import type { Campaign } from '../../api/model';
import { codeOf } from '../../codes/untyped.ts';
import { useWords } from '../../i18n';
import { Facts, Panel } from '../../ui/Page';
import ui from '../../ui/layout.module.css';
import { Count, When } from '../../ui/text';
import { Preview } from './Preview';
import classes from './campaigns.module.css';

const PARTS = [
  ['sent', 'olive'],
  ['sending', 'cobalt'],
  ['suppressed', 'gray'],
  ['unsubscribed', 'ochre'],
  ['failed', 'terracotta'],
] as const;

export function CampaignProgress({ campaign }: { campaign: Campaign }) {
  const { t, word, locale } = useWords();
  const total = Math.max(1, campaign.total);
  const shown = campaign.texts[locale] ? locale : (Object.keys(campaign.texts)[0] ?? locale);
  return (
    <div className={ui.split}>
      <div className={ui.stack}>
        <Panel title={t('campaigns.progress')}>
          <div className={classes.bar}>
            <Progress.Root size="xl">
              {PARTS.map(([part, color]) => (
                <Progress.Section
                  key={part}
                  value={((campaign.progress[part] ?? 0) / total) * 100}
                  color={color}
                  aria-label={word('recipient', part)}
                />
              ))}
            </Progress.Root>
            <ul className={classes.legend}>
              <li>
                <b>
                  <Count value={campaign.total} />
                </b>
                {t('campaigns.people')}
              </li>
              {(['queued', ...PARTS.map(([part]) => part)] as const).map((part) =>
                campaign.progress[part] ? (
                  <li key={part}>
                    <b>
                      <Count value={campaign.progress[part]} />
                    </b>
                    {word('recipient', part)}
                  </li>
                ) : null,
              )}
            </ul>
          </div>
        </Panel>
        <Panel>
          <Facts
            items={[
              [
                t('campaigns.language'),
                campaign.language
                  ? word('language', codeOf('language', campaign.language))
                  : t('campaigns.any'),
              ],
              [t('campaigns.country'), campaign.country ?? t('campaigns.any')],
              [
                t('campaigns.send_at'),
                campaign.send_at ? <When key="send" at={campaign.send_at} exact /> : '—',
              ],
              [
                t('campaigns.started'),
                campaign.started_at ? <When key="start" at={campaign.started_at} exact /> : '—',
              ],
              [
                t('campaigns.ended'),
                campaign.ended_at ? <When key="end" at={campaign.ended_at} exact /> : '—',
              ],
              [t('stock.who'), campaign.created_by],
            ]}
          />
        </Panel>
      </div>
      <Preview texts={campaign.texts} language={shown} />
    </div>
  );
}
