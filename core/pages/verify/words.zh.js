// The Chinese of what this page says: the build writes it here, from po/zh_CN.po.
export default {};
