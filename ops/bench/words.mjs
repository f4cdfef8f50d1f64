/** Tags of the made-up servers. */
export const TAGS = `
  accounting analytics archive audio automation backup billing calendar chat cloud code contracts crm data database
  deployment design documents email events files finance forms geography graphs health hiring images inventory
  knowledge legal logistics maps marketing math media messaging metrics monitoring music news notes payments photos
  planning research search security storage support testing text time translation travel video weather
`
  .trim()
  .split(/\s+/);

/** Words of the made-up names and descriptions, the frequent ones first. */
export const WORDS = `
  data file report list search create update delete read write query record document table value result user account
  project task event message image text code page link name date time order invoice payment customer product price
  stock shipment address contact calendar meeting note comment review ticket issue branch commit release version build
  test deploy server service cluster node container network domain certificate key token secret policy rule role group
  team member owner permission access badge login audit log metric trace alert incident dashboard chart graph map
  route place region country city weather forecast temperature sensor device signal stream queue topic channel
  subscription notification email template form field answer question survey score rating ranking recommendation model
  training prediction label category tag index summary translation language sentence word phrase grammar spelling
  dictionary article book chapter library catalog archive backup snapshot copy transfer download upload export import
  convert compress encrypt decrypt sign verify validate parse format render print scan detect classify extract merge
  split filter sort compare match replace transform normalize aggregate count sum average estimate measure convey
  schedule trigger repeat retry pause resume cancel approve reject assign delegate escalate publish share invite join
  leave follow subscribe browse explore discover inspect analyze explain suggest correct complete generate draft edit
  annotate highlight bookmark organize classifier planner tracker monitor manager builder editor viewer finder reader
  writer helper assistant gateway bridge adapter connector collector crawler indexer parser compiler linter formatter
  optimizer scheduler dispatcher balancer registry repository warehouse pipeline workflow process contract agreement
  license budget expense revenue profit forecaster ledger balance statement transaction currency exchange rate tax
  salary employee candidate interview vacancy course lesson exam student teacher patient diagnosis treatment
  appointment prescription laboratory sample experiment molecule protein genome climate energy power voltage battery
  vehicle engine traffic flight train hotel booking restaurant recipe ingredient menu song album playlist video frame
  scene camera photo portrait drawing sketch palette font layout icon animation simulation game player level puzzle
  fast simple small large local remote public private secure reliable open free internal external daily weekly monthly
  recent historical current future missing duplicate invalid broken outdated optional required automatic manual
`
  .trim()
  .split(/\s+/);
