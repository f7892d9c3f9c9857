-- How many minutes each answered ticket waited.
select ticket_id, agent_id, answered - opened as waited
from {{ ref('tickets') }}
where answered is not null
