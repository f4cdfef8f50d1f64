/**
 * Where cloud providers hand out credentials to whoever asks from within: never probed, whatever is allowed. An
 * address that is written into an IPv6 address counts too, see `AddressGuard`.
 */
export const CLOUD_METADATA: readonly string[] = [
  // AWS, Google Cloud, Azure, Oracle, OpenStack, DigitalOcean, Hetzner and others
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
  '169.254.169.254',
  'fd00:ec2::254',
  // AWS ECS tasks: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
  '169.254.170.2',
  // AWS EKS pods: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
  '169.254.170.23',
  'fd00:ec2::23',
  // Google Cloud over IPv6: https://cloud.google.com/compute/docs/metadata/querying-metadata
  'fd20:ce::254',
  // Azure's own services for its machines, a public address:
  // https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
  '168.63.129.16',
  // Alibaba Cloud: https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata
  '100.100.100.200',
  // Oracle Cloud Classic: https://docs.oracle.com/en/cloud/iaas/compute-iaas-cloud/stcsg/retrieving-instance-metadata.html
  '192.0.0.192',
  // Oracle Cloud over IPv6: https://docs.oracle.com/en-us/iaas/Content/Compute/Tasks/gettingmetadata.htm
  'fd00:c1::a9fe:a9fe',
  // OpenStack over IPv6: https://docs.openstack.org/nova/latest/user/metadata.html
  'fe80::a9fe:a9fe',
  // Tencent Cloud: https://www.tencentcloud.com/document/product/213/4934
  '169.254.0.23',
  // Scaleway: https://cloudinit.readthedocs.io/en/latest/reference/datasources/scaleway.html
  '169.254.42.42',
  'fd00:42::42',
  // Akamai (Linode) over IPv6: https://techdocs.akamai.com/cloud-computing/docs/metadata-service-api
  'fd00:a9fe:a9fe::1',
];
