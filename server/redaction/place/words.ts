/** The words of names: what makes a name promise a secret, and what makes it speak of something else. Lower case. */

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(word => word !== ''));

/** What the keyword automaton looks for; a hit only says where a name is worth a look. */
export const nameKeywords: readonly string[] =
  'pass pwd psw pw kennwort secret token key cred auth pin otp jwt bearer sas sig connection seed mnemonic pat cvv cvc crumb sonar psk zmk zpk pvk cvk tmk tpk bdk lmk 密码 口令 令牌 密钥 密匙'.split(
    ' ',
  );

export const passwords = words(`
  password passwords passwd passwrd pass pwd pwds pswd psw pw passphrase passcode kennwort passwort`);

/** Words written before `pass` in one: `storepass`, `dbpass`. */
export const passPrefixes = words(`
  store key db user admin root my login ftp sftp ssh smtp mail proxy trust truststore keystore mysql pg redis mongo web api auth client svc app net sql http new old require`);

export const secrets = words(`
  secret secrets secrete token tokens credential credentials cred creds apikey apikeys apitoken apisecret accesskey accesstoken secretkey privatekey authtoken
  authkey clientsecret sharedsecret signingsecret jwtsecret jwt nkey pat sas crumb psk zmk zpk pvk cvk tmk tpk bdk lmk`);

/** Only the look of the value tells whether it is one. */
export const vague = words('auth authentication bearer basic otp totp sig signature seed mnemonic');

/** Ends of words written together: `dbpassword`, `slapikey`, `jwtsecret`. */
export const passwordEnds = ['password', 'passwd', 'passphrase', 'passcode', 'pwd'];
export const secretEnds = [
  'secret',
  'token',
  'apikey',
  'accesskey',
  'secretkey',
  'privatekey',
  'credential',
  'credentials',
];

/** In scripts without word breaks. */
export const chinesePasswords = ['密码', '口令'];
export const chineseSecrets = ['令牌', '密钥', '密匙'];

/** What makes a `key` one that opens something: kinds of keys, and services that give them out. */
export const keyQualifiers = words(`
  api access secret private signing sign encryption encrypt decryption crypto cipher master license licence account storage shared service subscription app
  application consumer client deploy ssh rsa aes des hmac jwt auth admin root write ingest server webhook session symmetric security instrumentation integration
  project data writer reader oauth sas sl softlayer iam cos passport zak tmk zmk zpk pvk cvk kek dek lmk bdk
  validation decryption
  adyen aliyun alibaba alipay algolia atlassian aws azure baidu bird bitbucket cloudflare confluence contentful datadog dingtalk discord dropbox facebook feishu
  firebase github gitlab google grafana heroku huawei hubspot jira jpush linkedin mailchimp mailgun mapbox maxmind messagebird okta openai paypal relic sendgrid
  sentry shopify slack snyk square stripe telegram tencent twilio twitter umeng wechat weixin`);

/** What makes a `key` a name in a table, a place in a map, or a public thing. */
export const keyDisqualifiers = words(`
  public pub primary foreign partition sort cache map translation i18n message object composite natural surrogate unique candidate index row hash group parent
  lookup search dictionary property config configuration setting registry hot function arrow enter shift tab escape context pem x`);

/** May stand after the keyword without changing what it is. */
export const neutralTails = words(`
  value val text txt string str plain plaintext clear cleartext raw data default prod production dev development test testing qa uat sit stage staging confirm
  confirmation confirmed repeat again old new current next previous prev first second one two tmp temp backup base64 b64 hex enc json db mysql s ed live sandbox
  here admin user root main primary secondary local remote const constant literal bytes bytestr byte array secure spec authentication auth basic t x ws`);

/** Say that the thing is not the secret but something about it. */
export const otherTails = words(`
  url urls uri uris path paths file files filename dir directory folder name names id ids identifier type types kind length len size sizes field fields label
  labels hint policy policies column columns col param params parameter parameters header headers prefix suffix format pattern patterns regex expiry expires
  expire expiration expired ttl lifetime age timeout date time timestamp at provider providers manager service services class classes encoder encoding encrypted
  encryptor decryptor encrypter hash hashed hasher hashing digest salt reset resets resetting error errors err exception message msg messages invalid required
  requirement requirements min max minimum maximum count counts counter index indexes env var variable variables enabled disabled enable disable prompt input
  inputs placeholder strategy strategies validator validation valid validate algorithm algo alg method methods mode modes event events action actions endpoint
  endpoints page pages view views screen form forms button icon info information rule rules store stores storage source sources ref refs reference references
  arn version versions status state check checks checker checking change changed changer generator generate factory builder handler handlers helper helpers util
  utils filter filters interceptor converter resolver loader reader writer parser lexer scanner request requests response responses result results dto model
  entity repository dao controller config configuration configs settings setting option options list lists map maps set sets group groups scope scopes audience
  issuer claim claims cookie session sessions domain host port realm grant flow usage used use uses is strength complexity quality history attempts attempt retry
  retries limit limits rotation rotate rotated account accounts owner title description desc help comment comments template templates category categories tag
  tags thumbprint fingerprint bundle certificate cert certs alias aliases mask masked chars characters alphabet module modules package client clients server
  servers table tables query queries sql statement object objects instance instances impl adapter mapper wrapper container context listener callback callbacks
  hook hooks middleware guard guards decorator component components api apis sdk vault needed missing exists present graph route routes navigation`);

/** Questions, actions and negations before the keyword. */
export const otherHeads = words(`
  is has have had can should could must need needs needed validate verify check forgot forget forgotten no without invalid missing min max num number count total
  enable disable enabled show hide hash hashed encrypted encoded wrong incorrect bypass by compass public`);
