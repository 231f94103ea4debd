import type { GroupController } from "@infrakit/group";
import type { Damages } from "./note-damages.ts";

/**
 * The same controller, but that it does nothing with a group whose record is damaged and says why: to the controller
 * there is no such group, so what it says of it would be wrong, and a commit would write over what may still be mended.
 */
export function guardDamaged(controller: GroupController, damages: Damages): GroupController {
  const refuse = (id: string): void => {
    const damage = damages.find(id);
    if (damage !== undefined) throw damage;
  };
  const guard =
    <Rest extends readonly unknown[], Result>(call: (id: string, ...rest: Rest) => Promise<Result>) =>
    async (id: string, ...rest: Rest): Promise<Result> => {
      refuse(id);
      return await call(id, ...rest);
    };
  const { rollout } = controller;
  return {
    ids: () => controller.ids(),
    inspectGroups: (...args) => controller.inspectGroups(...args),
    close: () => controller.close(),
    async commitGroup(spec, options) {
      refuse(spec.id);
      return await controller.commitGroup(spec, options);
    },
    status(id) {
      refuse(id);
      return controller.status(id);
    },
    freeGroup: guard((...args) => controller.freeGroup(...args)),
    describeGroup: guard((...args) => controller.describeGroup(...args)),
    destroyGroup: guard((...args) => controller.destroyGroup(...args)),
    destroyInstances: guard((...args) => controller.destroyInstances(...args)),
    size: guard((...args) => controller.size(...args)),
    setSize: guard((...args) => controller.setSize(...args)),
    rollout: {
      status: guard((...args) => rollout.status(...args)),
      explain: guard((...args) => rollout.explain(...args)),
      pause: guard((...args) => rollout.pause(...args)),
      resume: guard((...args) => rollout.resume(...args)),
      abort: guard((...args) => rollout.abort(...args)),
      rollback: guard((...args) => rollout.rollback(...args)),
      promote: guard((...args) => rollout.promote(...args)),
      replace: guard((...args) => rollout.replace(...args)),
    },
  };
}
