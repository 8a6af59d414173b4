/**
 * Addresses that belong to a subscription: what goes there is paid by the month and limited by
 * requests and time, so no price per token holds for it. The same vendor's other addresses do bill.
 */
interface FlatPlan {
  /** As people know it. */
  readonly name: string;
  /** Matched against host and path, e.g. `api.z.ai/api/coding/paas/v4`. */
  readonly address: RegExp;
}

/**
 * Sources: docs.z.ai/devpack, docs.bigmodel.cn/cn/coding-plan, www.kimi.com/code/docs,
 * help.aliyun.com/zh/model-studio/coding-plan, www.volcengine.com/docs/82379/1925114,
 * docs.byteplus.com/en/docs/ModelArk/coding-plan, cloud.tencent.com/document/product/1823 and
 * cloud.baidu.com (coding plans), platform.stepfun.com (step plan), platform.xiaomimimo.com (token
 * plan), opencode.ai/docs/go, docs.github.com/copilot/concepts/billing, developers.openai.com/codex.
 */
const flatPlans: readonly FlatPlan[] = [
  { name: 'GLM Coding Plan', address: /^(?:api\.z\.ai|[\w.-]*bigmodel\.cn)\/(?:.*\/)?coding(?:\/|$)/ },
  { name: 'Kimi Code', address: /^(?:[\w-]+\.)*kimi\.(?:com|ai)\/(?:.*\/)?coding(?:\/|$)/ },
  { name: 'Qwen Coding Plan', address: /^coding(?:-[a-z]+)?\.dashscope(?:-[a-z]+)?\.aliyuncs\.com(?:\/|$)/ },
  {
    name: 'ModelArk Coding Plan',
    address: /^ark\.[\w.-]+\.(?:volces|bytepluses)\.com\/(?:.*\/)?(?:coding|plan)(?:\/|$)/,
  },
  { name: 'Tencent Coding Plan', address: /^[\w.-]+\.tencent\.com\/(?:.*\/)?coding(?:\/|$)/ },
  { name: 'Qianfan Coding Plan', address: /^[\w.-]+\.baidubce\.com\/(?:.*\/)?coding(?:\/|$)/ },
  { name: 'Step Plan', address: /^api\.stepfun\.(?:com|ai)\/step_plan(?:\/|$)/ },
  { name: 'MiMo Token Plan', address: /^token-plan-[\w-]+\.xiaomimimo\.com(?:\/|$)/ },
  { name: 'OpenCode Go', address: /^opencode\.ai\/zen\/go(?:\/|$)/ },
  { name: 'GitHub Copilot', address: /^(?:[\w-]+\.)*githubcopilot\.com(?:\/|$)/ },
  { name: 'ChatGPT', address: /^chatgpt\.com\/backend-api(?:\/|$)/ },
];

/** The plan that an address belongs to, by name; undefined where each call is billed. */
export function flatPlanOf(baseUrl: string): string | undefined {
  const url = URL.parse(baseUrl);
  if (url === null) return undefined;
  const address = `${url.hostname.replace(/\.$/, '')}${url.pathname.toLowerCase()}`;
  return flatPlans.find((plan) => plan.address.test(address))?.name;
}
