import { app, type InvocationContext } from '@azure/functions';
import { type Instances, isActive } from '../../shared/durable/instances.ts';
import { logLine } from '../../shared/log.ts';
import type { Services } from '../../shared/services.ts';
import { durableClient, instancesOf } from '../instances.ts';
import { SettingsInvalid, services } from '../services.ts';

/** A timer that only hands over: with unusable settings it says so and does nothing. */
export function timer(
  name: string,
  schedule: string,
  work: (services: Services, instances: Instances, context: InvocationContext) => Promise<void>,
): void {
  app.timer(name, {
    schedule,
    extraInputs: [durableClient],
    handler: async (_timer, context) => {
      try {
        const made = services();
        await work(made, instancesOf(context, made.clock), context);
      } catch (error) {
        if (!(error instanceof SettingsInvalid)) throw error;
        context.error(logLine('settingsInvalid', { timer: name, message: error.message }));
      }
    },
  });
}

/** A timer that starts one orchestration under one id, so that two firings at once make one pass. */
export function passTimer(
  name: string,
  schedule: string,
  pass: { orchestrator: string; instanceId: string },
  isWanted: (services: Services) => boolean,
): void {
  timer(name, schedule, async (made, instances, context) => {
    if (!isWanted(made)) return;
    const running = await instances.find(pass.instanceId);
    const started = !(running && isActive(running)) && (await instances.start(pass.orchestrator, pass.instanceId, {}));
    context.log(logLine('timerFired', { timer: name, started }));
  });
}
