<?php
/**
 * Takes away the one thing that the plugin kept. Disconnecting ends the webhooks, and the store's owner revokes the key.
 *
 * @package Forthright
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

delete_option( 'forthright_address' );
if ( is_multisite() ) {
	foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $forthright_site ) {
		delete_blog_option( $forthright_site, 'forthright_address' );
	}
}
