/** A server that the proxy could not connect to. */
export interface Unreached {
  host: string;
  /** Where its address, and where the authority of its certificate, stand in the configuration. */
  field: string;
  caField: string;
}

/** What a failed connection means, and what to do. @param code Node's, OpenSSL's or undici's. */
export function connectionFault(code: string, { host, field, caField }: Unreached): [says: string, mend: string] {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return [`the certificate of ${host} has expired`, 'Renew it on that server.'];
    case 'CERT_NOT_YET_VALID':
      return [`the certificate of ${host} is not valid yet`, "Look at this machine's clock, or at the certificate."];
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return [
        `the certificate of ${host} was made for another name`,
        `Let ${field} name the server as its certificate does, or have one made for this name (subjectAltName).`,
      ];
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return [`no address is known for ${host} (${code})`, `Correct ${field}, or ask who runs the name server.`];
    case 'ECONNREFUSED':
      return [`nothing listens at ${host} (${code})`, `Start the server, or correct ${field}.`];
    case 'UND_ERR_SOCKET':
    case 'ECONNRESET':
      return [
        `${host} closed the connection`,
        `If it speaks TLS, let ${field} begin with https://; if not, see its log.`,
      ];
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return [`${host} does not speak TLS there`, `Let ${field} begin with http://, or name the port that does.`];
  }
  if (/^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_|ERR_SSL_)/.test(code)) {
    return [
      `the certificate of ${host} is not trusted (${code})`,
      `Name the PEM file of the authority that signed it in ${caField}; that server must send the certificates between as well.`,
    ];
  }
  return [
    `${host} does not answer (${code || 'no answer in time'})`,
    `Correct ${field}, or ask who runs the firewall between.`,
  ];
}
