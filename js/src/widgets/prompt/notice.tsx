/** What stands above the box: an error with its next step, a question of money, a kernel that is silent. */
import type { VNode } from "preact";
import { ActionButton } from "../../lib/action.tsx";
import { Icon } from "../../lib/icons.tsx";
import type { Store } from "../../lib/store.ts";

export function Notices({ store, send }: { store: Store; send: () => void }): VNode | null {
  const say = store.say.value;
  const notice = store.notice.value;
  const dismiss = () => {
    store.notice.value = null;
  };
  if (notice?.kind === "confirm") {
    return (
      <div class="nemo-notice nemo-notice-confirm" role="alert">
        <p>{notice.text}</p>
        <button type="button" class="nemo-button nemo-primary" onClick={send}>
          {say("confirmYes")}
        </button>
        <button type="button" class="nemo-button" onClick={dismiss}>
          {say("confirmNo")}
        </button>
      </div>
    );
  }
  if (notice) {
    return (
      <div class="nemo-notice nemo-notice-error" role="alert">
        <Icon name="warn" />
        <p>
          {notice.text} {notice.next_step && <span class="nemo-soft">{notice.next_step}</span>}
        </p>
        {notice.action && <ActionButton store={store} action={notice.action} />}
        <button type="button" class="nemo-button nemo-quiet nemo-small" aria-label={say("dismiss")} onClick={dismiss}>
          <Icon name="close" size={14} />
        </button>
      </div>
    );
  }
  if (!store.silent.value) return null;
  return (
    <div class="nemo-notice" role="status">
      <span class="nemo-spin" />
      <p>
        {say("kernelSilent")} <span class="nemo-soft">{say("kernelSilentStep")}</span>
      </p>
    </div>
  );
}
