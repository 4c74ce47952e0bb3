-- A run that is reopened gets a receipt each time it ends; seq is that of the fact that names it.
alter table receipt add column seq bigint;
alter table receipt disable trigger receipt_is_final;
update receipt r set seq = (select max(f.seq) from fact f where f.run_id = r.run_id and f.type = 'ReceiptIssued');
alter table receipt enable trigger receipt_is_final;
alter table receipt alter seq set not null;
alter table receipt drop constraint receipt_pkey;
alter table receipt add primary key (run_id, seq);
