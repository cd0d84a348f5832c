import { createFileRoute, Outlet } from '@tanstack/react-router';
import classes from '../features/settings/Settings.module.css';
import { SettingsNav } from '../features/settings/SettingsNav';

export const Route = createFileRoute('/_desk/settings')({
  component: () => (
    <div className={classes.frame}>
      <SettingsNav />
      <Outlet />
    </div>
  ),
});
