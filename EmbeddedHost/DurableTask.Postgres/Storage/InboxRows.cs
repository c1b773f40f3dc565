using DurableTask.Postgres.Engine.Messages;
using Npgsql;

namespace DurableTask.Postgres.Storage;

/// <summary>Messages as rows of the inbox.</summary>
static class InboxRows
{
    public static NpgsqlBatchCommand Insert(string sql, IReadOnlyCollection<Message> messages)
    {
        var insert = new NpgsqlBatchCommand(sql);
        insert.Parameters.Add(Rows.Longs(messages.Select(m => m.Id)));
        insert.Parameters.Add(Rows.Texts(messages.Select(m => m.Target)));
        insert.Parameters.Add(Rows.Shorts(messages.Select(m => (short)m.Kind)));
        insert.Parameters.Add(Rows.Times(messages.Select(m => m.VisibleAt)));
        insert.Parameters.Add(Rows.Bytes(messages.Select(MessageCodec.Encode)));
        return insert;
    }
}
