import type { UpstreamError } from '../upstream/upstream.ts';
import { Refusal } from './refusal.ts';

/** What a client hears of a model server's fault. The operator reads the code in the log; nothing of the server's words is passed on. */
export function upstreamRefusal(error: UpstreamError): Refusal {
  const errorClass = error.code === 'egress_refused' ? 'egress' : 'upstream';
  switch (error.code) {
    case 'starting':
      return new Refusal('model_starting', 'The embedded model is starting. Ask again in a moment.', {
        retryAfter: 2,
        errorClass,
      });
    case 'unreachable':
      return new Refusal(
        'upstream_unreachable',
        'The model server can not be reached. Its operator has been told by the log.',
        {
          retryAfter: error.retryAfter ?? 5,
          errorClass,
        },
      );
    case 'overloaded':
      return new Refusal('upstream_overloaded', 'The model server has too much to do. Ask again shortly.', {
        retryAfter: error.retryAfter ?? 2,
        errorClass,
      });
    case 'egress_refused':
      return new Refusal(
        'egress_refused',
        'The model server lies outside the networks that the proxy may reach. An operator must correct its address, or egress.allow.',
        { retryAfter: 60, errorClass },
      );
    case 'certificate_refused':
      return misconfigured(
        'The certificate of the model server is not trusted. An operator must correct ca_file or the certificate.',
      );
    case 'refused_key':
      return misconfigured('The model server does not take the key of this proxy. An operator must correct it.');
    case 'model_unknown':
      return misconfigured(
        'The model server does not know the model that the configuration names. An operator must correct it.',
      );
    case 'context_exceeded':
      return new Refusal('prompt_too_long', 'The prompt is longer than the model can read. Send less.', { errorClass });
    case 'request_refused':
      return misconfigured('The model server refuses the request. An operator finds its status in the log.');
    default:
      return new Refusal('upstream_failed', 'The model server failed before it had answered. Ask again.', {
        errorClass,
      });
  }
}

function misconfigured(message: string): Refusal {
  return new Refusal('upstream_misconfigured', message, { retryAfter: 60, errorClass: 'upstream' });
}
