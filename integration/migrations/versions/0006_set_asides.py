"""Details that do not apply, by the merchant's own word."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('set_aside',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('shop_id', sa.Integer(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('by', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['document_id', 'shop_id'], ['document.id', 'document.shop_id'], name=op.f('fk_set_aside_document_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['shop_id'], ['shop.id'], name=op.f('fk_set_aside_shop_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_set_aside'))
    )
    with op.batch_alter_table('set_aside', schema=None) as batch_op:
        batch_op.create_index('ix_set_aside_shop_code', ['shop_id', 'code'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('set_aside', schema=None) as batch_op:
        batch_op.drop_index('ix_set_aside_shop_code')

    op.drop_table('set_aside')
