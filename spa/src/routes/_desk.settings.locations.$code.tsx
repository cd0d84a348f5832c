import { useMutation, useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import type { StockLocation } from '../api/model';
import {
  changeLocation,
  closeLocation,
  getGetLocationContentsQueryKey,
  getGetLocationContentsQueryOptions,
  getGetLocationQueryKey,
  getGetLocationQueryOptions,
  getListLocationsQueryKey,
  undoLocation,
} from '../api/settings';
import { LocationForm } from '../features/settings/LocationForm';
import { useWords } from '../i18n';
import { Action } from '../ui/Guarded';
import { ifMatch } from '../ui/ifMatch.ts';
import { RecordPage } from '../ui/RecordPage';
import { useRefresh } from '../ui/refresh.ts';
import { Remove } from '../ui/Remove';
import { Badge } from '../ui/Status';
import { useToast } from '../ui/toast.ts';

export const Route = createFileRoute('/_desk/settings/locations/$code')({ component: Location });

function Location() {
  const { code } = Route.useParams();
  const { t } = useWords();
  const location = useQuery(getGetLocationQueryOptions(code));
  return (
    <RecordPage
      query={location}
      back={{ to: '/settings/locations', label: t('settings.locations') }}
      title={({ name }) => name}
      status={({ closed_at, can_pick_up }) =>
        closed_at === null ? (
          can_pick_up ? (
            <Badge tone="good">{t('settings.has_pickup')}</Badge>
          ) : null
        ) : (
          <Badge tone="calm">{t('settings.is_closed')}</Badge>
        )
      }
      history={() => `location:${code}`}
      actions={(found) => (
        <>
          <Undo location={found} />
          <OpenOrClose location={found} />
        </>
      )}
    >
      {(found) => <LocationForm key={code} location={found} />}
    </RecordPage>
  );
}

function useLocationRefresh(code: string) {
  const refresh = useRefresh();
  return () =>
    refresh(
      getListLocationsQueryKey(),
      getGetLocationQueryKey(code),
      getGetLocationContentsQueryKey(code),
    );
}

/** Brings back what the last change replaced. */
function Undo({ location: { code, version, can_undo } }: { location: StockLocation }) {
  const { t } = useWords();
  const toast = useToast();
  const refresh = useLocationRefresh(code);
  const undo = useMutation({
    mutationFn: () => undoLocation(code, ifMatch(version)),
    onSuccess: () => toast.done('payments.undone'),
    onError: toast.failed,
    onSettled: refresh,
  });
  return (
    <Action
      needs="settings.write"
      variant="default"
      loading={undo.isPending}
      because={can_undo ? undefined : t('settings.nothing_to_undo')}
      onClick={() => undo.mutate()}
    >
      {t('settings.undo')}
    </Action>
  );
}

function OpenOrClose({ location }: { location: StockLocation }) {
  const { t } = useWords();
  const { code, name, version } = location;
  const refresh = useLocationRefresh(code);
  if (location.closed_at !== null)
    return (
      <Remove
        needs="settings.write"
        label={t('settings.open_location')}
        title={t('settings.open_location_title', { name })}
        explained={t('settings.open_location_explained')}
        done={'settings.location_opened' as const}
        isGrave={false}
        remove={() => changeLocation(code, { closed: false }, ifMatch(version))}
        removed={refresh}
      />
    );
  return (
    <Remove
      needs="settings.write"
      label={t('settings.close_location')}
      title={t('settings.close_location_title', { name })}
      explained={t('settings.close_location_explained')}
      done={'settings.location_closed' as const}
      remove={() => closeLocation(code, ifMatch(version))}
      removed={refresh}
    >
      <Contents code={code} />
    </Remove>
  );
}

/** What is there now, said before it is closed. */
function Contents({ code }: { code: string }) {
  const { t } = useWords();
  const { data, isError } = useQuery(getGetLocationContentsQueryOptions(code));
  if (isError) return <p>{t('settings.contents_unknown')}</p>;
  if (!data) return <p aria-busy="true">{t('settings.contents_loading')}</p>;
  const { units, variants, held, ready_units, parcels } = data;
  if (data.can_close) return <p>{t('settings.contents_nothing')}</p>;
  return (
    <ul>
      {units ? <li>{t('settings.contents_stock', { units, variants, held })}</li> : null}
      {ready_units ? <li>{t('settings.contents_ready', { ready_units })}</li> : null}
      {parcels ? <li>{t('settings.contents_parcels', { parcels })}</li> : null}
    </ul>
  );
}
